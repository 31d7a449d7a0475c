import '../shared/kernel/require-node-24.ts'
import { enableCompileCache } from 'node:module'
import { epochMs } from '../shared/kernel/words.ts'

// Compiled files are kept between commands (in the folder for temporary files): a command starts in half the time.
enableCompileCache()
const [{ runCli }, { screenOf }] = await Promise.all([import('./run.ts'), import('./results/screen.ts')])

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

process.exitCode = await runCli(process.argv.slice(2), {
  out: process.stdout,
  err: process.stderr,
  isWatched: process.stderr.isTTY === true,
  screen: screenOf(process.stdout.columns, process.env),
  now: () => epochMs(Date.now()),
})
