-- Pictures: PDF/UA wants alt texts, which pandoc's Typst writer drops.
local job = require 'job'
local emit = require 'typst'
local text_of = pandoc.utils.stringify

-- Of a length its number and its unit; one without a unit is in pixels, of which an inch has 96 (CSS Values, 2024).
local units = {['%'] = {1, '%'}, cm = {1, 'cm'}, mm = {1, 'mm'}, pt = {1, 'pt'}, em = {1, 'em'},
  ['in'] = {1, 'in'}, inch = {1, 'in'}, px = {0.75, 'pt'}, [''] = {0.75, 'pt'}}
local function sizes(image)
  local found = {}
  for _, key in ipairs {'width', 'height'} do
    local text = image.attributes[key]
    local number, unit = (text or ''):match '^(%d*%.?%d+)([%a%%]*)$'
    if units[unit] then found[key] = number * units[unit][1] .. units[unit][2]
    elseif text then job.note('error', image.src .. ': ' .. key .. '=' .. text .. ' is not understood; write a length such as 60%, 8cm or 300px') end
  end
  return found
end
local function picture(image, fallback)
  local alt = image.attributes.alt
  if not alt or alt == '' then
    alt = text_of(image.caption) ~= '' and text_of(image.caption) or fallback or ''
    local remedy = ': no alt text; write ![caption](' .. image.src .. '){alt="what it shows"}'
    if job.strict then job.note('error', image.src .. remedy)
    else job.note('warning', image.src .. remedy .. (alt ~= '' and ('; taken meanwhile: ' .. alt) or '')) end
    if alt == '' then alt = image.src end
  end
  return emit.picture(job.picture(image.src), sizes(image), alt)
end
local function any(block, kind)
  local found = false
  block:walk {[kind] = function() found = true end}
  return found
end
return {
  traverse = 'topdown',
  Figure = function(figure)
    local caption = text_of(figure.caption.long)
    return figure:walk {Image = function(image)
      -- pandoc moves a figure's alt attribute into the picture's own caption.
      if text_of(image.caption) ~= caption then image.attributes.alt = text_of(image.caption) end
      return picture(image, caption)
    end}, false
  end,
  Table = function(tab)
    if not any(tab, 'Image') then return end
    for _, body in ipairs(tab.bodies) do
      for _, row in ipairs(body.body) do
        local first = row.cells[1] and text_of(row.cells[1].contents) or ''
        row.cells = row.cells:map(function(cell)
          cell.contents = cell.contents:walk {Image = function(image) return picture(image, first) end}
          return cell
        end)
      end
    end
    return tab
  end,
  Image = function(image) return picture(image) end,
}
