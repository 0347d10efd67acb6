// Evaluates a configuration module: node evaluate.mjs MODULE RESULT
// The value is written to a file, so that the module may print to stdout.
import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const [, , modulePath, resultPath] = process.argv
const module = await import(pathToFileURL(modulePath).href)
if (!('default' in module)) {
  throw new Error('the configuration has no default export')
}
const exported = module.default
const value = typeof exported === 'function' ? await exported() : exported
// undefined when JSON cannot represent the value; the runner reports the empty file
writeFileSync(resultPath, JSON.stringify(value) ?? '')
// Open timers and sockets of the module would keep the process alive. Its output must be flushed first: a pipe holds
// 64 KiB.
process.stdout.write('', () => process.stderr.write('', () => process.exit(0)))
