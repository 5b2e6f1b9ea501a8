-- The front matter: paper, fonts, language, authors, sources, and what the theme's template wants of them.
local job = require 'job'
local emit = require 'typst'
local words = require 'words'
local text_of = pandoc.utils.stringify

local papers = {a3paper = 'a3', a4paper = 'a4', a5paper = 'a5', b4paper = 'iso-b4', b5paper = 'iso-b5',
  letterpaper = 'us-letter', legalpaper = 'us-legal'}
local sides = {left = 'left', right = 'right', top = 'top', bottom = 'bottom', lmargin = 'left', rmargin = 'right',
  tmargin = 'top', bmargin = 'bottom', inner = 'left', outer = 'right'}
local groups = {margin = {'left', 'right', 'top', 'bottom'}, hmargin = {'left', 'right'}, vmargin = {'top', 'bottom'}}

local function geometry(meta)
  local margin, parts = {left = '2.5cm', right = '2.5cm', top = '2.5cm', bottom = '2.5cm'}, {}
  meta.paper = 'a4'
  if pandoc.utils.type(meta.geometry) == 'List' then parts = meta.geometry:map(text_of)
  elseif meta.geometry then for part in text_of(meta.geometry):gmatch '[^,]+' do parts[#parts + 1] = part end end
  for _, part in ipairs(parts) do
    part = part:gsub('%s', '')
    local key, size = part:match '^(%w+)=(.+)$'
    local length = size and size:gsub('true', ''):match '^%d*%.?%d+%a+$'
    if length and not ('cm mm in pt em'):find(length:match '%a+$', 1, true) then length = nil end
    local targets = key and (groups[key] or sides[key] and {sides[key]})
    if papers[part] or key == 'paper' and papers[size] then meta.paper = papers[part] or papers[size]
    elseif part == 'landscape' then meta.flipped = true
    elseif part == 'portrait' then meta.flipped = nil
    elseif targets and length then for _, side in ipairs(targets) do margin[side] = length end
    else
      job.note('error', 'geometry: ' .. part .. ' is not understood; write a paper such as a4paper, landscape, or ' ..
        'left=, right=, top=, bottom=, margin=, hmargin= or vmargin= with a length such as 2cm')
    end
  end
  meta.margin = margin
end

local function fonts(meta)
  for _, key in ipairs {'CJKmainfont', 'mainfont', 'monofont'} do
    if meta[key] and not pandoc.List(job.families):includes(text_of(meta[key])) then
      job.note('error', key .. ': there is no font ' .. emit.quoted(text_of(meta[key])) .. '; available: ' .. table.concat(job.families, ', '))
    end
    if meta[key] then meta[key] = text_of(meta[key]) end
  end
  local size = meta.fontsize and text_of(meta.fontsize)
  if size and size:match '^[%d.]+$' then size = size .. 'pt' end
  if size and not size:match '^%d*%.?%d+pt$' then job.note('error', 'fontsize: ' .. size .. ' is not understood; write a size such as 12pt') end
  meta.fontsize = size
end

-- The regions of zh whose script is another than where most readers of it live.
local scripts = {cn = 'Hans', sg = 'Hans', my = 'Hans', tw = 'Hant', hk = 'Hant', mo = 'Hant'}
-- Tags that are none (the codes of countries, names of languages), and what they stand for.
local slips = {cn = 'zh-CN', chinese = 'zh', taiwan = 'zh-TW', jp = 'ja', japanese = 'ja', korean = 'ko', english = 'en'}
-- The parts of a language tag (BCP 47, RFC 5646), also of one with the underscores of POSIX's locales.
local function subtags(tag)
  local base, script, region
  for part in tag:gsub('[.@].*', ''):gmatch '[^_-]+' do
    if not base then base = part:lower()
    elseif #part == 1 then break  -- an extension or a private use follows
    elseif not script and not region and part:match '^%a%a%a%a$' then script = part:sub(1, 1):upper() .. part:sub(2):lower()
    elseif not region and (part:match '^%a%a$' or part:match '^%d%d%d$') then region = part:upper() end
  end
  return base, script, region
end
local function language(meta)
  local tag = meta.lang and text_of(meta.lang) or job.lang
  local meant = slips[tag:lower()]
  if meant then job.note('warning', 'lang: there is no language ' .. emit.quoted(tag) .. '; taken meanwhile: ' .. meant .. '; write lang: ' .. meant) end
  local base, script, region = subtags(meant or tag)
  if not (base or ''):match '^%a%a%a?$' then
    job.note('error', 'lang: ' .. emit.quoted(tag) .. ' is no language tag; write one such as zh-TW, ja, ko or en')
    base = 'zh'
  end
  if base == 'cmn' or base == 'yue' then base = 'zh' end
  if base == 'zh' then
    script = script or scripts[(region or ''):lower()] or 'Hant'
    -- Only these two does pandoc have words for.
    meta.lang = 'zh-' .. script
    -- The region decides which glyphs, and where in its square a comma stands; Taiwan centres it.
    region = script == 'Hans' and 'CN' or (region == 'HK' or region == 'MO') and 'HK' or 'TW'
    meta['script-typst'] = script:lower()
  else meta.lang = base .. (script and '-' .. script or '') .. (region and '-' .. region or '') end
  job.words = words[base == 'zh' and 'zh-' .. script or base] or words.en
  for name, word in pairs(job.words) do meta[name .. '-word'] = word end
  meta['lang-typst'], meta['region-typst'] = base, region and region:match '^%a+$'
end

-- A style may lean on another one that is somewhere in the net; of &#45; and the like nobody else has need there.
local function depends(path)
  local text = io.open(path, 'rb'):read 'a'
  for link in text:gmatch '<link(.-)>' do
    if link:find('independent-parent', 1, true) or link:find('&#', 1, true) then return true end
  end
end
local function sources(meta)
  local function resolved(name, kind)
    local path, outside = job.found(text_of(name))
    if not path then job.missing(text_of(name), kind, outside) end
    return path
  end
  if meta.bibliography then
    local files = pandoc.utils.type(meta.bibliography) == 'List' and meta.bibliography or pandoc.List {meta.bibliography}
    meta.bibliography = files:map(function(file) return resolved(file, 'bibliography') end):filter(function(path) return path end)
  end
  local csl = meta.csl and resolved(meta.csl, 'citation style')
  if csl and depends(csl) then
    job.note('error', text_of(meta.csl) .. ': this style is another one by a new name, which would be fetched; write that one here')
  end
  meta.csl = csl or job.csl
  local short = meta['citation-abbreviations']
  meta['citation-abbreviations'] = short and resolved(short, 'file of abbreviations')
end

return function(meta)
  sources(meta)
  geometry(meta) fonts(meta) language(meta)
  local authors = meta.author or {}
  if pandoc.utils.type(authors) ~= 'List' then authors = {authors} end
  meta['author-text'] = pandoc.List(authors):map(function(author) return emit.text(text_of(author)) end)
  local year, month, day = text_of(meta.date or ''):match '^(%d%d%d%d)-(%d%d?)-(%d%d?)$'
  if year then meta['date-typst'] = ('datetime(year: %d, month: %d, day: %d)'):format(year, month, day) end
end
