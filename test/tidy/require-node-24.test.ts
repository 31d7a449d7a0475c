import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const GUARD = fileURLToPath(new URL('../../shared/kernel/require-node-24.ts', import.meta.url))

/** Runs the guard in a Node that says it is of this version. */
const runAs = (version: string) => {
  const disguise = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`
  return spawnSync(process.execPath, ['--import', `data:text/javascript,${encodeURIComponent(disguise)}`, GUARD], {
    encoding: 'utf8',
  })
}

it.each([
  { version: '22.22.0', status: 1 },
  { version: '23.11.1', status: 1 },
  { version: '24.0.0', status: 0 },
  { version: '26.1.0', status: 0 },
])('leaves with $status on Node $version', ({ version, status }) => {
  const ended = runAs(version)
  expect(ended.status).toBe(status)
  expect(ended.stderr === '').toBe(status === 0)
})

it('says what is wrong, which Node it is and how to mend it', () => {
  const { stderr } = runAs('22.22.0')
  for (const part of ['needs Node 24', '22.22.0', process.execPath, 'npm ci', 'npm start']) expect(stderr).toContain(part)
})
