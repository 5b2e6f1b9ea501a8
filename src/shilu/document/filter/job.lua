-- What shilu.document.render asks for (work.json), and what it is told (notes.txt): a kind and a message a line.
local job = {}
local notes

function job.open(folder)
  for key, entry in pairs(pandoc.json.decode(io.open(folder .. '/work.json'):read 'a')) do job[key] = entry end
  notes = io.open(folder .. '/notes.txt', 'w')
end
function job.close() notes:close() end
function job.note(kind, message) notes:write(kind, '\t', (message:gsub('\n', ' ')), '\n') end

-- A path starts at the document's folder, then at the project's, then at that of the results.
function job.found(name)
  local decoded = name:gsub('%%(%x%x)', function(code) return string.char(tonumber(code, 16)) end)
  for _, candidate in ipairs {name, decoded} do
    for _, place in ipairs(job.places) do
      local path = pandoc.path.join {place, candidate}
      job.note('read', path)
      local file = io.open(path, 'rb')
      if file then
        local _, folder = file:read(0)  -- a folder opens, and cannot be read
        file:close()
        if not folder then return path end
      end
    end
  end
end
function job.missing(name, kind)
  job.note('error', name .. ': no such ' .. kind .. ' in ' .. job.placenames .. '; make it, or correct the path')
end

-- What a picture is called in the markup: shilu.document.render puts it there.
local names, count = {}, 0
function job.picture(name)
  if not names[name] then
    local path = job.found(name)
    if path then job.note('picture', path) else job.missing(name, 'picture') end
    names[name] = count .. (select(2, pandoc.path.split_extension(path or name)))
    count = count + (path and 1 or 0)
  end
  return names[name]
end

return job
