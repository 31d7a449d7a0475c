/** Builds the console into a folder of its own, which then takes the place of the one before: whoever is served meanwhile finds whole files. */
import '../../shared/kernel/require-node-24.ts'
import { mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { HOUR_MS } from '../../shared/kernel/time.ts'
import { BUILDING, STAMP_FILE } from './build.ts'

const [folder, stamp] = process.argv.slice(2)

const build = async (into: string): Promise<void> => {
  // Only for whoever develops: an installation without development packages serves what was built before.
  const { build: vite } = await import('vite')
  await vite({ root: folder as string, logLevel: 'error', build: { outDir: into, emptyOutDir: true } })
}

const main = async (): Promise<number> => {
  if (folder === undefined || stamp === undefined) return 2
  sweep(folder)
  const made = mkdtempSync(join(folder, BUILDING))
  const old = `${made}-old`
  try {
    await build(made)
    writeFileSync(join(made, STAMP_FILE), stamp)
    moved(join(folder, 'dist'), old)
    renameSync(made, join(folder, 'dist'))
    return 0
  } catch (failure) {
    process.stderr.write(failure instanceof Error ? failure.message : String(failure))
    return 1
  } finally {
    rmSync(made, { recursive: true, force: true })
    rmSync(old, { recursive: true, force: true })
  }
}

/** What builds that were killed have left. */
const sweep = (within: string): void => {
  const left = readdirSync(within).filter((name) => name.startsWith(BUILDING))
  for (const path of left.map((name) => join(within, name))) {
    const isOld = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) > HOUR_MS
    if (isOld) rmSync(path, { recursive: true, force: true })
  }
}

/** Nothing where there is nothing to move. */
const moved = (from: string, to: string): void => {
  try {
    renameSync(from, to)
  } catch (failure) {
    if (!(failure instanceof Error && 'code' in failure && failure.code === 'ENOENT')) throw failure
  }
}

process.exitCode = await main()
