-- The words that a document's language has for what the theme adds.
local words = {
  ['zh-Hant'] = {figure = '圖', table = '表', section = '第', ['section-end'] = '節', contents = '目錄', row = '列', origin = '出處', value = '值（所在的頁）', comma = '、', open = '（', close = '）'},
  ['zh-Hans'] = {figure = '图', table = '表', section = '第', ['section-end'] = '节', contents = '目录', row = '行', origin = '出处', value = '值（所在页）', comma = '、', open = '（', close = '）'},
  ja = {figure = '図', table = '表', section = '第', ['section-end'] = '節', contents = '目次', row = '行', origin = '出典', value = '値（掲載ページ）', comma = '、', open = '（', close = '）'},
  ko = {figure = '그림', table = '표', section = '', ['section-end'] = '절', contents = '차례', row = '행', origin = '출처', value = '값 (실린 쪽)', comma = ', ', open = ' (', close = ')'},
  en = {figure = 'Figure', table = 'Table', section = 'Section\u{a0}', ['section-end'] = '', contents = 'Contents', row = 'Row', origin = 'Source', value = 'Value (on page)', comma = ', ', open = ' (', close = ')'},
}

return words
