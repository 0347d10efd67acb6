// Evaluates a configuration module: node evaluate.mjs MODULE RESULT
// The value goes to a file of its own, so that the module may print what it likes.
import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const [, , modulePath, resultPath] = process.argv
const module = await import(pathToFileURL(modulePath).href)
if (!('default' in module)) {
  throw new Error('the configuration has no default export')
}
const exported = module.default
const value = typeof exported === 'function' ? await exported() : exported
// undefined for what JSON cannot hold at all; the runner says so
writeFileSync(resultPath, JSON.stringify(value) ?? '')
// Timers and sockets that the module left open would keep the process alive. What it printed must be out before:
// a pipe takes 64 KiB at once.
process.stdout.write('', () => process.stderr.write('', () => process.exit(0)))
