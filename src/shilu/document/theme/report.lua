-- What a document means beyond plain Markdown: bound values, page geometry, alt texts, references.
-- shilu.document.render gives it work.json in the folder named by the metadata key `work`, and reads notes.txt there.
local text_of = pandoc.utils.stringify
local job, values, families, strict, notes = {}, {}, {}, false, nil

local function quoted(text)
  return '"' .. text:gsub('\\', '\\\\'):gsub('"', '\\"'):gsub('\n', ' ') .. '"'
end
local function typst(text) return pandoc.RawInline('typst', text) end
local function typst_block(text) return pandoc.RawBlock('typst', text) end
local function note(kind, message)
  notes:write(kind, '\t', (message:gsub('\n', ' ')), '\n')
end

-- Bound values --------------------------------------------------------------------------------------------
-- U+E000 <index> U+E001 stands for a value.  It is filled in here, after parsing: no text of a value can
-- change the layout.
local placeholder = '\u{E000}(%d+)\u{E001}'
local used, order = {}, {}
local function value_at(index)
  local value = values[tonumber(index) + 1]
  if not value then note('error', 'a value with index ' .. index .. ' is not in the values file; fill the template again') end
  return value or {name = '', text = ''}
end
-- A number does not break; a name may.
local function unbroken(text)
  return (text:match '^[%d(]' or text:match '^−' or text:match '^<') and text:gsub(' ', '\u{A0}') or text
end
local function plain(text)
  return (text:gsub(placeholder, function(index) return value_at(index).text end))
end
local function row_of(value)
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
    out:insert(pandoc.Span(pandoc.Str((unbroken(value.text))), pandoc.Attr('', {'value'}, {key = value.name, row = row_of(value), use = index})))
    position = last
  end
  if position <= #str.text then out:insert(pandoc.Str(str.text:sub(position))) end
  return out
end
local function plain_attributes(element)
  for name, text in pairs(element.attributes) do element.attributes[name] = plain(text) end
  return element
end
local fill = {
  Str = bound,
  Code = function(code) code.text = plain(code.text) return plain_attributes(code) end,
  CodeBlock = function(code) code.text = plain(code.text) return plain_attributes(code) end,
  Math = function(math) math.text = plain(math.text) return math end,
  Image = function(image) image.src, image.title = plain(image.src), plain(image.title) return plain_attributes(image) end,
  Link = function(link) link.target, link.title = plain(link.target), plain(link.title) return plain_attributes(link) end,
}

-- Files -------------------------------------------------------------------------------------------------
-- A path starts at the document's folder, then at the project's, then at that of the results.
local function found(name)
  local decoded = name:gsub('%%(%x%x)', function(code) return string.char(tonumber(code, 16)) end)
  for _, candidate in ipairs {name, decoded} do
    for _, place in ipairs(job.places) do
      local path = pandoc.path.join {place, candidate}
      note('read', path)
      local file = io.open(path, 'rb')
      if file then
        local _, folder = file:read(0)  -- a folder opens, and cannot be read
        file:close()
        if not folder then return path end
      end
    end
  end
end
local function missing(name, kind)
  note('error', name .. ': no such ' .. kind .. ' in ' .. job.placenames .. '; make it, or correct the path')
end
local pictures_at, picture_count = {}, 0
-- What Typst calls a picture: shilu.document.render puts it there.
local function picture_file(name)
  if not pictures_at[name] then
    local path = found(name)
    if path then note('picture', path) else missing(name, 'picture') end
    pictures_at[name] = picture_count .. (select(2, pandoc.path.split_extension(path or name)))
    picture_count = picture_count + (path and 1 or 0)
  end
  return pictures_at[name]
end

-- Front matter --------------------------------------------------------------------------------------------
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
      note('error', 'geometry: ' .. part .. ' is not understood; write a paper such as a4paper, landscape, or ' ..
        'left=, right=, top=, bottom=, margin=, hmargin= or vmargin= with a length such as 2cm')
    end
  end
  meta.margin = margin
end

local function fonts(meta)
  for _, key in ipairs {'CJKmainfont', 'mainfont', 'monofont'} do
    if meta[key] and not families:includes(text_of(meta[key])) then
      note('error', key .. ': there is no font ' .. quoted(text_of(meta[key])) .. '; available: ' .. table.concat(families, ', '))
    end
    if meta[key] then meta[key] = text_of(meta[key]) end
  end
  local size = meta.fontsize and text_of(meta.fontsize)
  if size and size:match '^[%d.]+$' then size = size .. 'pt' end
  if size and not size:match '^%d*%.?%d+pt$' then note('error', 'fontsize: ' .. size .. ' is not understood; write a size such as 12pt') end
  meta.fontsize = size
end

local words = {['zh-Hant'] = {'圖', '表', '目錄', '列'}, ['zh-Hans'] = {'图', '表', '目录', '行'},
  ja = {'図', '表', '目次', '行'}, ko = {'그림', '표', '차례', '행'}, en = {'Figure', 'Table', 'Contents', 'Row'}}
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
  if meant then note('warning', 'lang: there is no language ' .. quoted(tag) .. '; taken meanwhile: ' .. meant .. '; write lang: ' .. meant) end
  local base, script, region = subtags(meant or tag)
  if not (base or ''):match '^%a%a%a?$' then
    note('error', 'lang: ' .. quoted(tag) .. ' is no language tag; write one such as zh-TW, ja, ko or en')
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
  local chosen = words[base == 'zh' and 'zh-' .. script or base] or words.en
  meta['figure-word'], meta['table-word'], meta['toc-word'], meta['row-word'] = table.unpack(chosen)
  meta['lang-typst'], meta['region-typst'] = base, region and region:match '^%a+$'
end

local function sources(meta)
  local function resolved(name, kind)
    local path = found(text_of(name))
    if not path then missing(text_of(name), kind) end
    return path
  end
  if meta.bibliography then
    local files = pandoc.utils.type(meta.bibliography) == 'List' and meta.bibliography or pandoc.List {meta.bibliography}
    meta.bibliography = files:map(function(file) return resolved(file, 'bibliography') end):filter(function(path) return path end)
  end
  meta.csl = meta.csl and resolved(meta.csl, 'citation style') or job.csl
end

local function front_matter(meta)
  sources(meta)
  geometry(meta) fonts(meta) language(meta)
  local authors = meta.author or {}
  if pandoc.utils.type(authors) ~= 'List' then authors = {authors} end
  meta['author-text'] = pandoc.List(authors):map(function(author) return typst(quoted(text_of(author))) end)
  local year, month, day = text_of(meta.date or ''):match '^(%d%d%d%d)-(%d%d?)-(%d%d?)$'
  if year then meta['date-typst'] = ('datetime(year: %d, month: %d, day: %d)'):format(year, month, day) end
end

-- Pictures and formulas: PDF/UA wants alt texts, which pandoc's Typst writer drops -------------------------------
local function picture(image, fallback)
  local alt = image.attributes.alt
  if not alt or alt == '' then
    alt = text_of(image.caption) ~= '' and text_of(image.caption) or fallback or ''
    local remedy = ': no alt text; write ![caption](' .. image.src .. '){alt="what it shows"}'
    if strict then note('error', image.src .. remedy)
    else note('warning', image.src .. remedy .. (alt ~= '' and ('; taken meanwhile: ' .. alt) or '')) end
    if alt == '' then alt = image.src end
  end
  local size = ''
  for _, key in ipairs {'width', 'height'} do
    if image.attributes[key] then size = size .. ', ' .. key .. ': ' .. image.attributes[key]:gsub('px$', 'pt') end
  end
  return typst('#box(image(' .. quoted(picture_file(image.src)) .. size .. ', alt: ' .. quoted(alt) .. '))')
end
local function any(block, kind)
  local found = false
  block:walk {[kind] = function() found = true end}
  return found
end
local pictures = {
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

-- References, code, spaces ------------------------------------------------------------------------------------
local function wide(text, from_end)
  local point = utf8.codepoint(text, from_end and utf8.offset(text, -1) or 1)
  return point >= 0x2E80 and point <= 0x9FFF or point >= 0xF900 and point <= 0xFAFF or point >= 0xFF00 and point <= 0xFFEF
end
-- pandoc reads @fig:x only behind a space, which is none between Han characters.
local function tightened(inlines)
  for index = #inlines, 1, -1 do
    local before, here, after = inlines[index - 1], inlines[index], inlines[index + 1]
    if (here.t == 'Space' or here.t == 'SoftBreak') and before and after and
      (after.t == 'Cite' and before.t == 'Str' and wide(before.text, true) or
       before.t == 'Cite' and after.t == 'Str' and wide(after.text)) then inlines:remove(index) end
  end
  return inlines
end
local finish = {
  -- A long table, or one of pictures, goes on over the page's end, from row to row.
  Table = function(tab)
    local rows = 0
    for _, body in ipairs(tab.bodies) do rows = rows + #body.body end
    tab:walk {RawInline = function(raw) if raw.text:match '^#box%(image' then rows = math.huge end end}
    if rows > 20 then return {typst_block('#long-table['), tab, typst_block(']')} end
  end,
  Span = function(span)
    if span.classes:includes 'value' then
      local out = pandoc.Inlines {typst('#value(' .. span.attributes.use .. ', ' .. quoted(span.attributes.key) .. ', ' .. quoted(span.attributes.row) .. ')[')}
      out:extend(span.content)
      out:insert(typst(']'))
      return out
    elseif span.classes:includes 'literal' then return span.content end
  end,
  -- A link to another place is seen as one; those of the numbers look like their surroundings.
  Link = function(link)
    if link.target:match '^#' then return end
    return {typst('#text(fill: accent)['), link, typst(']')}
  end,
  Cite = function(cite)
    local out = pandoc.Inlines {}
    for index, citation in ipairs(cite.citations) do
      if not citation.id:match '^%a+:' then return end
      if index > 1 then out:insert(pandoc.Str '、') end
      out:insert(typst('#ref(label(' .. quoted(citation.id) .. '))'))
    end
    return out
  end,
  -- The only way to break a line in a cell of a pipe table.
  RawInline = function(raw) if raw.format == 'html' and raw.text:match '^<br */?>$' then return pandoc.LineBreak() end end,
  Math = function(math)
    return {typst('#[#set math.equation(alt: ' .. quoted(math.text) .. ');'), math, typst(']')}
  end,
  CodeBlock = function(code)
    local source = code.attributes.source
    if not source then return end
    code.attributes.source = nil
    return {typst_block('#listing(' .. quoted(source) .. ')['), code, typst_block(']')}
  end,
}

-- The appendix: where each value is from, and where it is shown; a row for each row of a table ------------------------
local function origin(value)
  local cells = pandoc.List {}
  for index, source in ipairs(value.sources or {}) do
    local keys = {}
    for key, entry in pairs(source.row) do keys[#keys + 1] = key .. '=' .. entry end
    table.sort(keys)
    if index > 1 then cells:insert(pandoc.LineBreak()) end
    local row = #value.sources == 1 and row_of(value):match '/(.*)' or table.concat(keys, ' ') .. ' → ' .. source.column
    cells:insert(pandoc.Code(source.table .. ': ' .. row))
  end
  return cells
end
local function appendix()
  local rows, content = pandoc.List {}, {}  -- the rows' names in order; of each what it shows
  for _, name in ipairs(order) do
    local value = used[name]
    local row = row_of(value)
    if not content[row] then
      content[row] = {first = value, shown = pandoc.Inlines {}}
      rows:insert(row)
    else
      content[row].shown:insert(pandoc.Str '；')
    end
    local shown = content[row].shown
    if row ~= name then shown:extend {pandoc.Code(name:match '[^/]*$'), pandoc.Space()} end
    shown:extend {pandoc.Str(unbroken(value.text)), typst('#shown-on(pages, ' .. quoted(name) .. ')')}
  end
  rows = rows:map(function(row)
    local anchor = typst('#source-anchor(' .. quoted(row) .. ')')
    return {{pandoc.Plain {anchor, table.unpack(origin(content[row].first))}}, {pandoc.Plain(content[row].shown)}}
  end)
  local headers = {pandoc.Plain '出處', pandoc.Plain '值（所在的頁）'}
  return pandoc.utils.from_simple_table(pandoc.SimpleTable({}, {'AlignLeft', 'AlignLeft'}, {0.42, 0.58}, headers, rows))
end
-- Fills the Div that is named provenance, and returns whether there is one.
local function with_appendix(blocks)
  local _, index = blocks:find_if(function(block) return block.t == 'Div' and block.identifier == 'provenance' end)
  if not index then return false end
  blocks:remove(index)
  for offset, block in ipairs {typst_block '#appendix(pages => [', appendix(), typst_block '])'} do blocks:insert(index + offset - 1, block) end
  if #order > 0 then  -- else there is nothing to wait for
    blocks:insert(index, typst_block ']')
    blocks:insert(1, typst_block '#late[')
  end
  return true
end

function Pandoc(doc)
  local work = text_of(doc.meta.work)
  job = pandoc.json.decode(io.open(work .. '/work.json'):read 'a')
  values, families, strict = job.values, pandoc.List(job.families), job.strict
  notes = io.open(work .. '/notes.txt', 'w')
  doc = doc:walk(fill)
  if not doc.meta.title or text_of(doc.meta.title) == '' then
    local title = job.name
    for _, block in ipairs(doc.blocks) do
      if block.t == 'Header' then title = text_of(block) break end
    end
    note('warning', 'no title in the front matter; taken meanwhile: ' .. title)
    doc.meta.title = pandoc.Inlines(title)
  end
  front_matter(doc.meta)
  doc = doc:walk(pictures):walk {Inlines = tightened}:walk(finish)
  doc.meta.provenance = with_appendix(doc.blocks)
  notes:close()
  return doc
end
