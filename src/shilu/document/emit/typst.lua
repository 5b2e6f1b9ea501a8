-- The markup of Typst: whatever the filter adds to a document is written here, and the theme says how it looks.
local emit = {}

function emit.quoted(text)
  return '"' .. text:gsub('\\', '\\\\'):gsub('"', '\\"'):gsub('\n', ' ') .. '"'
end
local function inline(text) return pandoc.RawInline('typst', text) end
local function block(text) return pandoc.RawBlock('typst', text) end

function emit.text(text) return inline(emit.quoted(text)) end
-- Typst reads these as an ellipsis and as a place where a word may break; pandoc does not escape them.
function emit.as_typed(text)
  if text:find('...', 1, true) or text:find('-?', 1, true) then return inline('#' .. emit.quoted(text) .. ';') end
end
function emit.value(span)
  local key, row = emit.quoted(span.attributes.key), emit.quoted(span.attributes.row)
  local out = pandoc.Inlines {inline('#value(' .. math.tointeger(span.attributes.use) .. ', ' .. key .. ', ' .. row .. ')[')}
  out:extend(span.content)
  out:insert(inline(']'))
  return out
end
-- A value of a column leaves room for the decimals that it lacks, so that the points stand in a line.
function emit.padded(text, pad)
  if not pad or pad == 0 then return {pandoc.Str(text)} end
  local out, room = pandoc.Inlines {}, inline('#hide[' .. (text:find('.', 1, true) and '' or '.') .. ('0'):rep(pad - (text:find('.', 1, true) and 0 or 1)) .. ']')
  local number, half = text:match '^(.-)(\u{A0}±.*)$'
  out:extend {pandoc.Str(number or text), room}
  if half then out:extend {pandoc.Str(half), room} end
  return out
end
function emit.picture(file, sizes, alt)
  local size = ''
  for key, length in pairs(sizes) do size = size .. ', ' .. key .. ': ' .. length end
  return inline('#box(image(' .. emit.quoted(file) .. size .. ', alt: ' .. emit.quoted(alt) .. '))')
end
function emit.is_picture(raw) return raw.text:match '^#box%(image' end
function emit.reference(id) return inline('#ref(label(' .. emit.quoted(id) .. '))') end
function emit.link(link) return {inline('#text(fill: accent)['), link, inline(']')} end
-- `filled` puts the values into a text, in TeX as `form` has them.
function emit.formula(math, filled, form)
  local alt = filled(math.text)
  math.text = filled(math.text, form)
  local markup = pandoc.write(pandoc.Pandoc {pandoc.Plain {math}}, 'typst', {wrap_text = 'wrap-none'})
  markup = filled(markup:gsub('%s+$', ''), function(value) return emit.quoted(value):sub(2, -2) end)
  return inline('#[#set math.equation(alt: ' .. emit.quoted(alt) .. ');' .. markup .. ']')
end
function emit.listing(code, source) return {block('#listing(' .. emit.quoted(source) .. ')['), code, block(']')} end
function emit.long_table(tab) return {block('#long-table['), tab, block(']')} end
function emit.anchor(row) return inline('#source-anchor(' .. emit.quoted(row) .. ')') end
function emit.shown_on(name) return inline('#shown-on(pages, ' .. emit.quoted(name) .. ')') end
function emit.appendix(rows) return {block '#appendix(pages => [', rows, block '])'} end
-- What stands around the text before the appendix, which is set when the rows are known.
function emit.late() return block '#late[', block ']' end

return emit
