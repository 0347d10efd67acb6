// What a hostile repository tries. Returns the names of what worked, with what it got.
// It knows more than a real one could: where.json has the runner's process and port, and the neighbour's folders.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, readlinkSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { dirname, join } from 'node:path'

const where = JSON.parse(readFileSync('where.json', 'utf8'))
const worked = []
const attempt = (name, act) => {
  try {
    const got = act()
    if (got !== undefined && got !== false && got !== null) worked.push(`${name}: ${String(got).slice(0, 200)}`)
  } catch {
    // refused
  }
}
const holdsNeedle = (file) => { const text = readFileSync(file, 'latin1'); return where.needles.some((needle) => text.includes(needle)) && file }

// processes
for (const process of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
  for (const name of ['cmdline', 'environ', 'maps']) attempt(`read ${name} of a process`, () => holdsNeedle(`/proc/${process}/${name}`))
  attempt('see a process of another', () => /process-guard|git http-backend|victim/.test(readFileSync(`/proc/${process}/cmdline`, 'latin1')) && process)
}
for (const name of ['environ', 'mem', 'maps', 'cwd', 'root', 'fd']) {
  for (const look of [readFileSync, readdirSync, readlinkSync]) {
    attempt(`look into the runner's ${name}`, () => (look(`/proc/${where.runner}/${name}`), name))
    attempt(`look into process 1's ${name}`, () => (look(`/proc/1/${name}`), name))
  }
}
attempt('kill the runner', () => process.kill(where.runner, 0))
attempt('trace process 1', () => spawnSync('strace', ['-p', '1'], { timeout: 2_000 }).status === 0)

// folders
for (const folder of [where.neighbour, `${where.neighbour}/home`, `${where.neighbour}/runner/credentials`, `${where.neighbour}/source`]) {
  attempt('list a folder of the neighbour', () => readdirSync(folder))
}
attempt('read the neighbour\'s token', () => readFileSync(`${where.neighbour}/runner/credentials/git`, 'utf8'))
attempt('see other builds', () => readdirSync(dirname(where.neighbour)).filter((name) => !process.env.HOME.includes(name)).join() || false)
attempt('see other caches', () => readdirSync(dirname(where.cache)).filter((name) => !process.env.npm_config_cache.includes(name)).join() || false)
attempt('write into the neighbour\'s cache', () => (mkdirSync(`${where.cache}/npm/_cacache`, { recursive: true }), writeFileSync(`${where.cache}/npm/_cacache/poison`, 'x'), 'written'))
attempt('write into another cache', () => (mkdirSync(join(dirname(dirname(process.env.npm_config_cache)), 'another')), 'made'))
attempt('read a file of the machine', () => readFileSync(where.secretFile, 'utf8'))
attempt('read the work directory', () => readFileSync(join(dirname(where.cache), '../lock')) && 'lock')
attempt('read passwords', () => readFileSync('/etc/shadow', 'utf8'))
for (const folder of ['/var/lib', '/run', '/sys', '/boot', '/mnt', '/proc/1/root']) {
  attempt(`read ${folder}`, () => readdirSync(folder).join() || false)
}
for (const [name] of Object.entries(process.env)) attempt('find a secret in the environment', () => where.needles.some((needle) => process.env[name].includes(needle)) && name)
for (const path of ['/usr/bin/zz', '/etc/zz', '/zz', '/dev/zz', '/proc/sys/kernel/hostname', process.execPath, '/etc/passwd']) {
  attempt(`write ${path}`, () => (writeFileSync(path, 'x', { flag: 'a' }), path))
}
for (const descriptor of readdirSync('/proc/self/fd')) {
  attempt('inherit a descriptor', () => {
    const target = readlinkSync(`/proc/self/fd/${descriptor}`)
    const isOwn = ['/dev/', '/proc/', '/usr/', dirname(process.env.HOME)].some((folder) => target.startsWith(folder))
    return (/^socket:/.test(target) && Number(descriptor) > 2) || (target.startsWith('/') && !isOwn) ? target : false
  })
}
// a link where the runner itself might write
attempt('lead the runner to a file', () => {
  const own = join(dirname(process.env.HOME), 'runner')
  for (const name of ['evaluate.mjs', 'configuration.json', 'failure.json']) {
    if (where.plant !== name) continue
    if (existsSync(join(own, name))) unlinkSync(join(own, name))
    symlinkSync(where.secretFile, join(own, name))
  }
})

// privileges
attempt('become root', () => (process.setuid(0), 'root'))
attempt('become the group root', () => (process.setgid(0), 'root'))
for (const command of [['sudo', '-n', 'true'], ['su', '-c', 'true'], ['mount', '-t', 'tmpfs', 'x', '/tmp'], ['chroot', '/', 'true'], ['mknod', '/tmp/disk', 'b', '254', '0'], ['nsenter', '-t', '1', '-m', '-p', 'true'], ['hostname', 'taken']]) {
  attempt(command.join(' '), () => spawnSync(command[0], command.slice(1), { timeout: 5_000 }).status === 0)
}
attempt('keep capabilities', () => /^CapEff:\s*0*[1-9a-f]/m.test(readFileSync('/proc/self/status', 'utf8')))
attempt('gain privileges', () => !/^NoNewPrivs:\s*1$/m.test(readFileSync('/proc/self/status', 'utf8')))

// network
const reach = (host, port) => new Promise((done) => {
  const socket = connect({ host, port, timeout: 3_000 })
  socket.once('connect', () => { socket.destroy(); done(true) })
  for (const event of ['error', 'timeout']) socket.once(event, () => { socket.destroy(); done(false) })
})
const proxy = new URL(process.env.http_proxy ?? 'http://127.0.0.1:9')
const ask = (text) => new Promise((done) => {
  let answer = ''
  const socket = connect({ host: proxy.hostname, port: Number(proxy.port), timeout: 8_000 }, () => socket.write(text))
  socket.on('data', (data) => { answer += data })
  for (const event of ['error', 'timeout', 'close']) socket.once(event, () => { socket.destroy(); done(answer) })
})
for (const host of ['127.0.0.1', 'localhost', '::1', '0.0.0.0', where.host]) {
  for (const port of [where.port, where.neighbourPort]) {
    if (await reach(host, port)) worked.push(`connect to ${host}:${port}`)
    const name = host.includes(':') ? `[${host}]` : host
    for (const request of [`CONNECT ${name}:${port} HTTP/1.1\r\n\r\n`, `GET http://${name}:${port}/health HTTP/1.1\r\nHost: x\r\n\r\n`]) {
      const answer = await ask(request)
      if (!/^HTTP\/1\.1 (403|502) /.test(answer)) worked.push(`reach ${name}:${port} by the proxy: ${answer.slice(0, 100)}`)
    }
  }
}
for (const server of ['169.254.169.254:80', '10.0.0.1:443', '[fd00:ec2::254]:80', '[::ffff:127.0.0.1]:80', '2130706433:80', '127.1:80', `${where.host}:80`, '1.1.1.1:22']) {
  const answer = await ask(`CONNECT ${server} HTTP/1.1\r\n\r\n`)
  if (!/^HTTP\/1\.1 (400|403|502) /.test(answer)) worked.push(`reach ${server}: ${answer.slice(0, 100)}`)
}
for (const name of Object.keys(networkInterfaces())) if (name !== 'lo') worked.push(`an interface ${name}`)

// what should go on afterwards
const daemon = 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'
spawn('setsid', ['-f', process.execPath, '-e', daemon], { detached: true, stdio: 'ignore' }).unref()
spawn(process.execPath, ['-e', daemon], { detached: true, stdio: 'ignore' }).unref()

export default worked
