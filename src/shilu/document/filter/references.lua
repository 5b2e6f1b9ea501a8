-- References, code, spaces: what becomes the writer's own markup.
local job = require 'job'
local emit = require 'typst'
local guard = require 'guard'
local values = require 'values'
local references = {}

local function wide(text, from_end)
  local point = utf8.codepoint(text, from_end and utf8.offset(text, -1) or 1)
  return point >= 0x2E80 and point <= 0x9FFF or point >= 0xF900 and point <= 0xFAFF or point >= 0xFF00 and point <= 0xFFEF
end
-- pandoc reads @fig:x only behind a space, which is none between Han characters.
function references.tightened(inlines)
  for index = #inlines, 1, -1 do
    local before, here, after = inlines[index - 1], inlines[index], inlines[index + 1]
    if (here.t == 'Space' or here.t == 'SoftBreak') and before and after and
      (after.t == 'Cite' and before.t == 'Str' and wide(before.text, true) or
       before.t == 'Cite' and after.t == 'Str' and wide(after.text)) then inlines:remove(index) end
  end
  return inlines
end

references.finish = {
  -- A table that would leave a hole where it does not fit, or one of pictures, goes on over the page's end.
  Table = function(tab)
    local rows = 0
    for _, body in ipairs(tab.bodies) do rows = rows + #body.body end
    tab:walk {RawInline = function(raw) if emit.is_picture(raw) then rows = math.huge end end}
    if rows > 8 then return emit.long_table(tab) end
  end,
  Str = function(str) return emit.as_typed(str.text) end,
  Span = function(span)
    if span.classes:includes 'value' then
      return emit.value(span)
    elseif span.classes:includes 'literal' then return span.content end
  end,
  -- A link to another place is seen as one; those of the numbers look like their surroundings.
  Link = function(link)
    if link.target:match '^#' then return end
    return emit.link(link)
  end,
  Cite = function(cite)
    local out = pandoc.Inlines {}
    for index, citation in ipairs(cite.citations) do
      if not citation.id:match '^%a+:' then return guard.marked(cite) end
      if index > 1 then out:insert(pandoc.Str(job.words.comma)) end
      -- What is written around a reference in its brackets stays.
      if #citation.prefix > 0 then out:extend(citation.prefix) out:insert(pandoc.Space()) end
      out:insert(emit.reference(citation.id))
      out:extend(citation.suffix)
    end
    return out
  end,
  -- The only way to break a line in a cell of a pipe table.
  RawInline = function(raw) if raw.format == 'html' and raw.text:match '^<br */?>$' then return pandoc.LineBreak() end end,
  Math = function(math) return emit.formula(math, values.plain, values.in_formula) end,
  CodeBlock = function(code)
    local source = code.attributes.source
    if not source then return end
    code.attributes.source = nil
    return emit.listing(code, source)
  end,
}

return references
