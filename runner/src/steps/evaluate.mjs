// Evaluates a configuration module: node evaluate.mjs MODULE RESULT FAILURE
// The value is written to the file RESULT, so that the module may print to stdout. An exception is written to FAILURE as
// {message, location}, and to stderr with the line of code that threw it and the stack, in the terms of the source files.
import { spawnSync } from 'node:child_process'
import { readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const [, evaluator, modulePath, resultPath, failurePath] = process.argv
process.setSourceMapsEnabled(true)

const roots = [...new Set([process.cwd(), realpathSync(process.cwd())])]
/** The path of a file below the checkout instead of the runner's. */
const shortened = (text) => roots.reduce((short, root) => short.replaceAll(`file://${root}/`, '').replaceAll(`${root}/`, ''), text)

/** The first position in a stack that is in the repository's own code. */
function locationIn(lines) {
  for (const line of lines) {
    const [, file, row, column = '1'] = /(?:^|\(|\bat )([^\s():]+\.[cm]?[jt]sx?):(\d+)(?::(\d+))?\)?$/.exec(line) ?? []
    if (file !== undefined && !file.startsWith('/') && !file.includes('node_modules/') && !file.startsWith('node:')) return { file, line: Number(row), column: Number(column) }
  }
  return null
}

/** The lines around a position, with a mark below it. */
function frame({ file, line, column }) {
  let source
  try {
    source = readFileSync(file, 'utf8').split('\n')
  } catch {
    return ''
  }
  const first = Math.max(1, line - 2)
  const width = String(line + 1).length
  const shown = source.slice(first - 1, line + 1).flatMap((text, index) => {
    const number = first + index
    const row = `${number === line ? '>' : ' '} ${String(number).padStart(width)} | ${text}`
    return number === line ? [row, `  ${' '.repeat(width)} | ${' '.repeat(column - 1)}^`] : [row]
  })
  return `${shown.join('\n')}\n\n`
}

/** Where a module cannot be parsed: Node.js says this only of a program that it runs itself. */
function syntaxErrorIn(path) {
  const { stderr } = spawnSync(process.execPath, ['--check', path], { encoding: 'utf8' })
  const [first = '', , mark = ''] = shortened(stderr).split('\n')
  const location = locationIn([first])
  return location && { ...location, column: mark.indexOf('^') + 1 || 1 }
}

function report(error) {
  const isError = error instanceof Error
  const headline = isError ? shortened(`${error.name}: ${error.message}`) : `Thrown: ${typeof error === 'string' ? error : JSON.stringify(error)}`
  const stack = isError ? shortened(String(error.stack)).split('\n') : []
  const calls = stack.filter((line) => /^\s+at /.test(line) && !line.includes(evaluator) && !line.includes('node:internal'))
  const location = locationIn(calls) ?? (error instanceof SyntaxError ? syntaxErrorIn(modulePath) : null)
  const at = location === null ? null : `${location.file}:${location.line}:${location.column}`
  writeFileSync(failurePath, JSON.stringify({ message: headline, location: at }))
  const parts = [at === null ? '' : `${at}\n`, location === null ? '' : frame(location), `${headline}\n`, calls.map((line) => `${line}\n`).join('')]
  process.stderr.write(parts.join(''), () => process.exit(1))
}

/** A replacer for JSON, which would represent a promise as {}. */
function refusePromises(key, value) {
  if (value instanceof Promise) throw new Error(`the value of "${key}" is a promise: await it`)
  return value
}

process.on('uncaughtException', report)
try {
  const module = await import(pathToFileURL(modulePath).href)
  if (!('default' in module)) {
    throw new Error('the configuration has no default export')
  }
  const exported = module.default
  const value = await (typeof exported === 'function' ? exported() : exported)
  // undefined when JSON cannot represent the value; the runner reports the empty file
  writeFileSync(resultPath, JSON.stringify(value, refusePromises) ?? '')
  // Open timers and sockets of the module would keep the process alive. Its output must be flushed first: a pipe holds
  // 64 KiB.
  process.stdout.write('', () => process.stderr.write('', () => process.exit(0)))
} catch (error) {
  report(error)
}
