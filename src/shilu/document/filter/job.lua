-- What shilu.document.render asks for (work.json), and what it is told (notes.txt): a kind and a message a line.
local job = {}
local notes

function job.open(folder)
  for key, entry in pairs(pandoc.json.decode(io.open(folder .. '/work.json'):read 'a')) do job[key] = entry end
  notes = io.open(folder .. '/notes.txt', 'w')
  job.mark = pandoc.path.filename(folder)
end
function job.open_again(folder) notes = io.open(folder .. '/notes.txt', 'a') end
function job.close() notes:close() end
function job.note(kind, message) notes:write(kind, '\t', (message:gsub('\n', ' ')), '\n') end

-- Whether a path stays in the project; where links lead to, shilu.document.render looks itself.
local function is_inside(path)
  local parts = pandoc.List {}
  for part in path:gmatch '[^/]+' do
    if part == '..' then parts:remove() elseif part ~= '.' then parts:insert(part) end
  end
  path = '/' .. table.concat(parts, '/')
  for _, root in ipairs(job.roots) do
    if path:sub(1, #root) == root and (root == '/' or path:sub(#root + 1, #root + 1):match '^/?$') then return true end
  end
end
-- A path starts at the document's folder, then at the project's, then at that of the results.
function job.found(name)
  local outside = false
  local decoded = name:gsub('%%(%x%x)', function(code) return string.char(tonumber(code, 16)) end)
  for _, candidate in ipairs {name, decoded} do
    for _, place in ipairs(job.places) do
      local path = pandoc.path.join {place, candidate}
      local is_here = is_inside(path)
      outside = outside or not is_here
      if is_here then job.note('read', path) end
      local file = is_here and io.open(path, 'rb')
      if file then
        local _, folder = file:read(0)  -- a folder opens, and cannot be read
        file:close()
        if not folder then
          job.note('used', pandoc.json.encode {path, name})
          return path
        end
      end
    end
  end
  return nil, outside
end
function job.missing(name, kind, outside)
  if outside then
    job.note('error', name .. ': leads out of the project, where no ' .. kind .. ' is read; copy it into the project, and name it from there')
    return
  end
  job.note('error', name .. ': no such ' .. kind .. ' in ' .. job.placenames .. '; make it, or correct the path')
end

-- What a picture is called in the markup: shilu.document.render puts it there.
local names, count = {}, 0
function job.picture(name)
  if not names[name] then
    local path, outside = job.found(name)
    if path then job.note('picture', path) else job.missing(name, 'picture', outside) end
    names[name] = count .. (select(2, pandoc.path.split_extension(path or name)))
    count = count + (path and 1 or 0)
  end
  return names[name]
end

return job
