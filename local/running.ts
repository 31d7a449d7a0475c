/** The process that serves a data folder, asked through its API: it alone writes while it runs. */
import type { CampaignChanged, CampaignVersion } from '../shared/contract/api-campaigns.ts'
import { USUAL_PORT } from './live/serve.ts'
import { badFile } from './bad-files.ts'
import { openLocal } from './wiring.ts'

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
    const said = (await response.json()) as T & {
      readonly problems?: readonly { readonly path: string; readonly problem: string; readonly hint: string }[]
    }
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
  const sameFolder = async (id: string): Promise<void> => {
    const there = await fetch(`${origin}/api/campaigns/${encodeURIComponent(id)}/versions`).then(
      (response) => response.json() as Promise<{ versions?: readonly CampaignVersion[] }>,
    )
    const here = await publishedIn(folder, id)
    const told = (there.versions ?? []).flatMap((one) => (one.type === 'file' ? [`${one.version} ${one.at}`] : []))
    if (here.length === 0 || here.join() !== told.toSorted().join())
      throw badFile(origin, `serves another folder than ${folder}`, 'Name the port of the process that serves it: --port N.')
  }
  return {
    change: async (id, status, spread, because) => {
      await sameFolder(id)
      return ask(`/api/campaigns/${encodeURIComponent(id)}/status`, { status, ...(spread === null ? {} : { spread }), ...named(because) })
    },
    rollBack: async (id, version, because) => {
      await sameFolder(id)
      return ask(`/api/campaigns/${encodeURIComponent(id)}/rollback`, { version, ...named(because) })
    },
  }
}

/** Each version with its time: no two folders have published the same at the same millisecond. */
const publishedIn = async (folder: string, id: string): Promise<readonly string[]> => {
  const local = openLocal(folder, 'read')
  try {
    const all = await local.stores.definitions.all()
    return all
      .flatMap((one) => (one.kind === 'campaign' && one.id === id ? [`${one.version} ${new Date(one.publishedAt).toISOString()}`] : []))
      .toSorted()
  } finally {
    local.close()
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
  const said = (await response.json().catch(nobody)) as { readonly token?: unknown }
  return typeof said.token === 'string' ? said.token : nobody()
}
