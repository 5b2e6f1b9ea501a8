-- What a document may not say unless its project allows it: code of Typst's, in whatever place it stands.
local job = require 'job'
local text_of = pandoc.utils.stringify
local guard = {}

local remedy = ': is code of Typst, and left out; where you trust this text, write raw_typst = true below [report] in shilu.toml'
local function left_out(text)
  job.note('warning', pandoc.text.sub(text:match '^%s*([^\n]*)', 1, 60) .. remedy)
end
-- pandoc takes the names of formats in either case.
local function raw(element)
  if element.format:lower() ~= 'typst' then return end
  left_out(element.text)
  return {}
end
-- pandoc writes what such attributes say as code, and the first class of code as it is.
local function plain(element)
  local names = pandoc.List {}
  for name in pairs(element.attributes) do names:insert(name) end
  for _, name in ipairs(names) do
    if name:lower():match '^typst:' then
      left_out(name)
      element.attributes[name] = nil
    end
  end
  return element
end
local function named(code)
  code.classes = code.classes:filter(function(class) return class:match '^[%w_.+#\x80-\xff-]+$' end)
  return plain(code)
end
-- The class by which the filter knows its own spans is no author's.
local function span(element)
  element.classes = element.classes:filter(function(class) return class ~= 'value' end)
  return plain(element)
end

guard.code = {RawInline = raw, RawBlock = raw, Code = named, CodeBlock = named, Span = span, Div = plain, Header = plain, Table = plain,
  Figure = plain, Link = plain}
guard.allowed = {Code = named, CodeBlock = named, Span = function(element)
  element.classes = element.classes:filter(function(class) return class ~= 'value' end)
  return element
end}

-- What the template takes for its own: the filter and pandoc set these, and no author.
local own = {body = true, paper = true, margin = true, flipped = true, provenance = true}
function guard.front_matter(meta)
  local names = pandoc.List {}
  for name in pairs(meta) do names:insert(name) end
  for _, name in ipairs(names) do
    if own[name] or name:match '%-typst$' or name:match '%-word$' or name:match '^highlighting%-' then meta[name] = nil end
  end
  if meta['header-includes'] and not job.raw then
    left_out('header-includes')
    meta['header-includes'] = nil
  end
  meta['citation-style'], meta.csl = nil, meta.csl or meta['citation-style']
  local depth = meta['toc-depth'] and text_of(meta['toc-depth'])
  if depth and not depth:match '^[1-9]$' then
    job.note('error', 'toc-depth: ' .. depth .. ' is not understood; write a number from 1 to 9')
  end
end

-- Citations are written by pandoc after the filter, and a bibliography is a stranger's text too.  Ours in them
-- have a format that nobody can guess until then.
function guard.marked(cite)
  return cite:walk {RawInline = function(element)
    if element.format == 'typst' then return pandoc.RawInline('typst ' .. job.mark, element.text) end
  end}
end
function guard.cited(mark, is_allowed)
  local handlers = {}
  for name, handle in pairs(is_allowed and guard.allowed or guard.code) do handlers[name] = handle end
  handlers.RawInline = function(element)
    if element.format == 'typst ' .. mark then return pandoc.RawInline('typst', element.text) end
    if not is_allowed then return raw(element) end
  end
  local function clean(element) return element:walk(handlers) end
  return {Cite = clean, Div = function(div) if div.identifier == 'refs' then return clean(div) end end}
end

return guard
