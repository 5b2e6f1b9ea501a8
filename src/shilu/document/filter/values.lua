-- Bound values.  U+E000 <index>.<check> U+E001 stands for a value, whose check Python has
-- compared with the record.  It is filled in here, after parsing: no text of a value
-- can change the layout.
local job = require 'job'
local emit = require 'typst'
local values = {}

local placeholder = '\u{E000}(%d+)%.%x+\u{E001}'
-- The values that the text shows, by name, and their names in its order.
local used, order = {}, {}
local function value_at(index)
  local at = tonumber(index) + 1
  if not job.values[at] then
    job.note('error', 'a value with index ' .. index .. ' is not in the values file; fill the template again')
    job.values[at] = {name = '', text = ''}
  end
  return job.values[at]
end
-- A number does not break, but before its interval; a name may.
function values.unbroken(text)
  local is_number = (text:match '^[%d(]' or text:match '^−' or text:match '^<')
  return is_number and (text:gsub(' ', '\u{A0}'):gsub('\u{A0}%[', ' [')) or text
end
local function use(value)
  if not used[value.name] then
    used[value.name] = value
    order[#order + 1] = value.name
  end
end
-- Puts values into a text, or what `form` makes of a value's text and its placeholder.
local function plain(text, form)
  local function put(mark, index)
    local value = value_at(index)
    use(value)
    return form and form(value.text, mark) or value.text
  end
  return (text:gsub('(' .. placeholder .. ')', put))
end
-- In a formula a value is a number, or upright text that enters when TeX was read: no character of it is TeX's.
function values.in_formula(text, mark)
  local shown = text:gsub('−', '-')
  if not shown:gsub('±', ''):match '^[%d.,()%[%]<%% -]+$' then return '\\text{' .. mark .. '}' end
  return '{' .. shown:gsub(' ?%%', '\\,\\%%'):gsub('±', '\\pm ') .. '}'
end
-- What a writer does not print, or prints by rules of its own, cannot show a value.
local function raw(element)
  for index in element.text:gmatch(placeholder) do
    job.note('error', value_at(index).name .. ': stands in raw ' .. element.format .. ', where no value can be shown; write it in Markdown')
  end
end
function values.row_of(value)
  return #(value.sources or {}) == 1 and value.name:match '^(.*)/[^/]*$' or value.name
end
local function bound(str)
  if not str.text:find(placeholder) then return end
  local out, position = pandoc.Inlines {}, 1
  for first, index, last in str.text:gmatch('()' .. placeholder .. '()') do
    if first > position then out:insert(pandoc.Str(str.text:sub(position, first - 1))) end
    local value = value_at(index)
    use(value)
    out:insert(pandoc.Span(emit.padded(values.unbroken(value.text), value.pad), pandoc.Attr('', {'value'}, {key = value.name, row = values.row_of(value), use = index})))
    position = last
  end
  if position <= #str.text then out:insert(pandoc.Str(str.text:sub(position))) end
  return out
end
local function plain_attributes(element)
  for name, text in pairs(element.attributes) do element.attributes[name] = plain(text) end
  return element
end

values.used, values.order, values.plain = used, order, plain
values.fill = {
  Str = bound,
  Code = function(code) code.text = plain(code.text) return plain_attributes(code) end,
  CodeBlock = function(code) code.text = plain(code.text) return plain_attributes(code) end,
  RawInline = raw,
  RawBlock = raw,
  Image = function(image) image.src, image.title = plain(image.src), plain(image.title) return plain_attributes(image) end,
  Link = function(link) link.target, link.title = plain(link.target), plain(link.title) return plain_attributes(link) end,
}

return values
