-- The markup of Typst: whatever the filter adds to a document is written here, and the theme says how it looks.
local emit = {}

function emit.quoted(text)
  return '"' .. text:gsub('\\', '\\\\'):gsub('"', '\\"'):gsub('\n', ' ') .. '"'
end
local function inline(text) return pandoc.RawInline('typst', text) end
local function block(text) return pandoc.RawBlock('typst', text) end

function emit.text(text) return inline(emit.quoted(text)) end
function emit.value(span)
  local key, row = emit.quoted(span.attributes.key), emit.quoted(span.attributes.row)
  local out = pandoc.Inlines {inline('#value(' .. span.attributes.use .. ', ' .. key .. ', ' .. row .. ')[')}
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
function emit.picture(file, attributes, alt)
  local size = ''
  for _, key in ipairs {'width', 'height'} do
    if attributes[key] then size = size .. ', ' .. key .. ': ' .. attributes[key]:gsub('px$', 'pt') end
  end
  return inline('#box(image(' .. emit.quoted(file) .. size .. ', alt: ' .. emit.quoted(alt) .. '))')
end
function emit.is_picture(raw) return raw.text:match '^#box%(image' end
function emit.reference(id) return inline('#ref(label(' .. emit.quoted(id) .. '))') end
function emit.link(link) return {inline('#text(fill: accent)['), link, inline(']')} end
function emit.formula(math)
  return {inline('#[#set math.equation(alt: ' .. emit.quoted(math.text) .. ');'), math, inline(']')}
end
function emit.listing(code, source) return {block('#listing(' .. emit.quoted(source) .. ')['), code, block(']')} end
function emit.long_table(tab) return {block('#long-table['), tab, block(']')} end
function emit.anchor(row) return inline('#source-anchor(' .. emit.quoted(row) .. ')') end
function emit.shown_on(name) return inline('#shown-on(pages, ' .. emit.quoted(name) .. ')') end
function emit.appendix(rows) return {block '#appendix(pages => [', rows, block '])'} end
-- What stands around the text before the appendix, which is set when the rows are known.
function emit.late() return block '#late[', block ']' end

return emit
