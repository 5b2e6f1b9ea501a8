-- Bound values.  U+E000 <index> U+E001 stands for a value.  It is filled in here, after parsing: no text of a value
-- can change the layout.
local job = require 'job'
local values = {}

local placeholder = '\u{E000}(%d+)\u{E001}'
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
-- A number does not break; a name may.
function values.unbroken(text)
  return (text:match '^[%d(]' or text:match '^−' or text:match '^<') and text:gsub(' ', '\u{A0}') or text
end
-- Puts values into a text, or what `form` makes of a value's text and its placeholder.
local function plain(text, form)
  local function put(mark, index)
    local value = value_at(index).text
    return form and form(value, mark) or value
  end
  return (text:gsub('(' .. placeholder .. ')', put))
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
    if not used[value.name] then
      used[value.name] = value
      order[#order + 1] = value.name
    end
    out:insert(pandoc.Span(pandoc.Str((values.unbroken(value.text))), pandoc.Attr('', {'value'}, {key = value.name, row = values.row_of(value), use = index})))
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
  Image = function(image) image.src, image.title = plain(image.src), plain(image.title) return plain_attributes(image) end,
  Link = function(link) link.target, link.title = plain(link.target), plain(link.title) return plain_attributes(link) end,
}

return values
