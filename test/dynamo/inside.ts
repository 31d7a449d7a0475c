/**
 * Runs DynamoDB Local and passes what comes through a socket in the file system on to it: `node inside.ts SOCKET PORT JAVA-ARGUMENT…`.
 * The server listens on all interfaces of wherever this runs, so local.ts runs this where there are none but loopback. Both end when
 * standard input does, that is with whoever started them, however they died; and the folder of the socket goes with them.
 */
import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { dirname } from 'node:path'
import { pipeBoth } from './pipe.ts'

const [socket, port, ...javaArguments] = process.argv.slice(2) as [string, string, ...string[]]

const server = spawn('java', [...javaArguments, '-port', port], { stdio: ['ignore', 'ignore', 'inherit'] })
server.once('exit', (code) => process.exit(code ?? 1))
server.once('error', () => process.exit(1))

const end = (): void => {
  server.kill('SIGKILL')
  rmSync(dirname(socket), { recursive: true, force: true })
  process.exit(0)
}
process.stdin.once('end', end).once('error', end).resume()
process.once('SIGTERM', end)

createServer((client) => pipeBoth(client, connect(Number(port), '127.0.0.1'))).listen(socket)
