-- The appendix: where each value is from, and where it is shown; a row for each row of a table.
local job = require 'job'
local emit = require 'typst'
local values = require 'values'

local function origin(value)
  local cells = pandoc.List {}
  for index, source in ipairs(value.sources or {}) do
    local keys = {}
    for key, entry in pairs(source.row) do keys[#keys + 1] = key .. '=' .. entry end
    table.sort(keys)
    if index > 1 then cells:insert(pandoc.LineBreak()) end
    local row = #value.sources == 1 and values.row_of(value):match '/(.*)' or table.concat(keys, ' ') .. ' → ' .. source.column
    cells:insert(pandoc.Code(source.table .. ': ' .. row))
  end
  return cells
end
local function appendix()
  local rows, content = pandoc.List {}, {}  -- the rows' names in order; of each what it shows
  for _, name in ipairs(values.order) do
    local value = values.used[name]
    local row = values.row_of(value)
    if not content[row] then
      content[row] = {first = value, shown = pandoc.Inlines {}}
      rows:insert(row)
    else
      content[row].shown:insert(pandoc.Str '；')
    end
    local shown = content[row].shown
    if row ~= name then shown:extend {pandoc.Code(name:match '[^/]*$'), pandoc.Space()} end
    shown:extend {pandoc.Str(values.unbroken(value.text)), emit.shown_on(name)}
  end
  rows = rows:map(function(row)
    local anchor = emit.anchor(row)
    return {{pandoc.Plain {anchor, table.unpack(origin(content[row].first))}}, {pandoc.Plain(content[row].shown)}}
  end)
  local headers = {pandoc.Plain(job.words.origin), pandoc.Plain(job.words.value)}
  return pandoc.utils.from_simple_table(pandoc.SimpleTable({}, {'AlignLeft', 'AlignLeft'}, {0.42, 0.58}, headers, rows))
end
-- Fills the Div that is named provenance, and returns whether there is one.
return function(blocks)
  local _, index = blocks:find_if(function(block) return block.t == 'Div' and block.identifier == 'provenance' end)
  if not index then return false end
  blocks:remove(index)
  for offset, block in ipairs(emit.appendix(appendix())) do blocks:insert(index + offset - 1, block) end
  if #values.order > 0 then  -- else there is nothing to wait for
    local before, behind = emit.late()
    blocks:insert(index, behind)
    blocks:insert(1, before)
  end
  return true
end
