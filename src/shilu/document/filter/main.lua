-- What a document means beyond plain Markdown: bound values, page geometry, alt texts, references, the appendix.
-- shilu.document.render names its folder of work files by the metadata key `work`.
local here = pandoc.path.directory(PANDOC_SCRIPT_FILE)
package.path = here .. '/?.lua;' .. here .. '/../emit/?.lua;' .. package.path

local job = require 'job'
local guard = require 'guard'
local values = require 'values'
local front_matter = require 'front_matter'
local pictures = require 'pictures'
local references = require 'references'
local with_appendix = require 'appendix'
local text_of = pandoc.utils.stringify

function Pandoc(doc)
  job.open(text_of(doc.meta.work))
  guard.front_matter(doc.meta)
  doc.meta['raw-typst'] = job.raw
  doc = doc:walk(job.raw and guard.allowed or guard.code):walk(values.fill)
  if not doc.meta.title or text_of(doc.meta.title) == '' then
    local title = job.name
    for _, block in ipairs(doc.blocks) do
      if block.t == 'Header' then title = text_of(block) break end
    end
    job.note('warning', 'no title in the front matter; taken meanwhile: ' .. title)
    doc.meta.title = pandoc.Inlines(title)
  end
  front_matter(doc.meta)
  doc = doc:walk(pictures):walk {Inlines = references.tightened}:walk(references.finish)
  doc.meta.provenance = with_appendix(doc.blocks)
  job.close()
  return doc
end
