-- The words that a document's language has for what the theme adds.
local words = {
  ['zh-Hant'] = {figure = '圖', table = '表', contents = '目錄', row = '列', origin = '出處', value = '值（所在的頁）', comma = '、', open = '（', close = '）'},
  ['zh-Hans'] = {figure = '图', table = '表', contents = '目录', row = '行', origin = '出处', value = '值（所在页）', comma = '、', open = '（', close = '）'},
  ja = {figure = '図', table = '表', contents = '目次', row = '行', origin = '出典', value = '値（掲載ページ）', comma = '、', open = '（', close = '）'},
  ko = {figure = '그림', table = '표', contents = '차례', row = '행', origin = '출처', value = '값 (실린 쪽)', comma = ', ', open = ' (', close = ')'},
  en = {figure = 'Figure', table = 'Table', contents = 'Contents', row = 'Row', origin = 'Source', value = 'Value (on page)', comma = ', ', open = ' (', close = ')'},
}

return words
