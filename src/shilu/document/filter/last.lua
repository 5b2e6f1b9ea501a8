-- Behind pandoc's citations: what a bibliography brought in is held to what a document may say.
local here = pandoc.path.directory(PANDOC_SCRIPT_FILE)
package.path = here .. '/?.lua;' .. here .. '/../emit/?.lua;' .. package.path

local job = require 'job'
local guard = require 'guard'

function Pandoc(doc)
  local work = pandoc.utils.stringify(doc.meta.work)
  job.open_again(work)
  doc = doc:walk(guard.cited(pandoc.path.filename(work), doc.meta['raw-typst'] == true))
  job.close()
  return doc
end
