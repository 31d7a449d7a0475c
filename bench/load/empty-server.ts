/** `npm start -- --empty`, as a company runs it for itself. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Served, serve } from './child.ts'

export const ROOT = join(import.meta.dirname, '../..')

/** What it goes by: no campaign, for a mail leaves when it leaves; and an experiment assigned outside, so that there is a result. */
export const definitionsFor = (folder: string): readonly string[] => {
  const [campaigns, examples] = [join(folder, 'no-campaigns'), join(ROOT, 'examples')]
  mkdirSync(campaigns, { recursive: true })
  return ['--policy', `${examples}/policies/retail.json`, '--campaigns', campaigns, '--experiments', `${examples}/experiments`]
}

/** Starts it on a data folder that is not there yet. */
export const startEmpty = (data: string, definitions: readonly string[]): Promise<Served> =>
  serve(join(ROOT, 'local/start.ts'), ['--empty', '--no-console', '--port', '0', '--data', data, ...definitions])
