import { type CampaignId, campaignId, type EpochMs } from '../../kernel/words.ts'
import type { SwitchChange, SwitchStore } from '../../ports/switches.ts'
import { type Database, key } from './database.ts'

type Row = {
  readonly campaign: string
  readonly is_on: number
  readonly by: SwitchChange['by']
  readonly at: EpochMs
  readonly body: string
}

/** All sending has a name of its own; no campaign has an empty id. */
const ALL = ''

export const switchStoreOf = (database: Database): SwitchStore => {
  const latest = database.prepare<Row>('SELECT * FROM switches WHERE position IN (SELECT max(position) FROM switches GROUP BY campaign)')
  const newest = database.prepare<Row>('SELECT * FROM switches ORDER BY position DESC LIMIT ? + 0')
  const stand = database.prepare<{ is_on: number }>('SELECT is_on FROM switches WHERE campaign = ? ORDER BY position DESC LIMIT 1')
  const insert = database.prepare('INSERT INTO switches (campaign, is_on, by, at, body) VALUES (?, ?, ?, ?, ?)')
  return {
    latest: async () => latest.all().map(changeOf),
    changes: async (limit) => newest.all(limit).map(changeOf),
    move: async ({ campaign, on, by, at, because, baseline }) =>
      database.transaction(() => {
        const name = campaign === null ? ALL : key(campaign)
        if ((stand.get(name)?.is_on ?? 1) === Number(on)) return false
        insert.run(name, Number(on), by, at, JSON.stringify([because, baseline]))
        return true
      }),
  }
}

const changeOf = ({ campaign, is_on, by, at, body }: Row): SwitchChange => {
  const [because, baseline] = JSON.parse(body) as [SwitchChange['because'], SwitchChange['baseline']]
  const id: CampaignId | null = campaign === ALL ? null : campaignId(campaign)
  return { campaign: id, on: is_on === 1, by, at, because, baseline }
}
