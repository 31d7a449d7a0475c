import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Folder = { readonly path: string; readonly remove: () => void }

/** A folder for one test. In memory where the system has such a place, unless a disk is what is tested: fsync costs 20 ms each. */
export const openFolder = (on: 'anything' | 'disk' = 'anything'): Folder => {
  const parent = on === 'anything' && existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
  const path = mkdtempSync(join(parent, 'rekindle-test-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}
