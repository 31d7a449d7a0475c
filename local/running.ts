/** The process that serves a data folder, asked through its API: it alone writes while it runs. */
import type { CampaignChanged } from '../shared/contract/api-campaigns.ts'
import { pathPart } from '../shared/contract/api-path.ts'
import type { Refused } from '../shared/contract/api.ts'
import { USUAL_PORT } from './live/serve.ts'
import { badFile } from './bad-files.ts'
import { markOf } from './wiring.ts'

/** What people do with a campaign that is published. */
export type Running = {
  readonly change: (
    id: string,
    to: 'active' | 'paused' | 'ended',
    spread: string | null,
    because: string | null,
  ) => Promise<CampaignChanged>
  readonly rollBack: (id: string, version: number, because: string | null) => Promise<CampaignChanged>
}

/** Who serves this folder on a port of this machine; null: the usual one. Nothing is asked of a process that serves another folder. */
export const runningAt = async (folder: string, port: number | null): Promise<Running> => {
  const origin = `http://127.0.0.1:${port ?? USUAL_PORT}`
  const token = await tokenAt(origin, folder)
  const ask = async <T>(path: string, body: object): Promise<T> => {
    const response = await fetch(`${origin}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-rekindle-token': token },
      body: JSON.stringify(body),
    })
    const said = (await response.json()) as T & Partial<Refused>
    const [first] = said.problems ?? []
    if (!response.ok)
      throw badFile(
        origin,
        first === undefined ? `answered ${response.status}` : `${first.path} ${first.problem}`,
        first?.hint ?? 'The same again.',
      )
    return said
  }
  const named = (because: string | null) => (because === null ? {} : { because })
  return {
    change: (id, status, spread, because) =>
      ask(`/api/campaigns/${pathPart(id)}/status`, { status, ...(spread === null ? {} : { spread }), ...named(because) }),
    rollBack: (id, version, because) => ask(`/api/campaigns/${pathPart(id)}/rollback`, { version, ...named(because) }),
  }
}

const tokenAt = async (origin: string, folder: string): Promise<string> => {
  const nobody = (): never => {
    throw badFile(
      folder,
      `is written by another process, and none that serves it answers at ${origin}`,
      'Name its port: --port N. Or stop it, and the same again.',
    )
  }
  const response = await fetch(`${origin}/api/token`).catch(nobody)
  const said = (await response.json().catch(nobody)) as { readonly token?: unknown; readonly folder?: unknown }
  if (typeof said.token !== 'string') return nobody()
  if (said.folder !== markOf(folder))
    throw badFile(origin, `serves another folder than ${folder}`, 'Name the port of the process that serves it: --port N.')
  return said.token
}
