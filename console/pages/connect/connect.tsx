/** Lines to copy for each client people already have; and what arrives, as it does. */
import { type ReactNode, useState } from 'react'
import type { Connect as Connection } from '../../../shared/contract/api.ts'
import { useAnswer } from '../../api/hooks.ts'
import { Answer } from '../../parts/answer.tsx'
import { Card } from '../../parts/card.tsx'
import { Choice } from '../../parts/choice.tsx'
import { Code } from '../../parts/code.tsx'
import { Loading } from '../../parts/loading.tsx'
import { useMe } from '../../session/me.ts'
import { Page } from '../../shell/page.tsx'
import { useReader } from '../../words/reader.tsx'
import { Arrivals } from './arrivals.tsx'
import { clientsOf } from './clients.ts'
import { WriteKeys } from './write-keys.tsx'
import styles from './connect.module.css'

export const Connect = (): ReactNode => {
  const { words } = useReader()
  const { connect: said } = words
  const { live } = useMe().capabilities
  const [made, setMade] = useState<string | null>(null)
  return (
    <Page text={said.text} title={said.title}>
      <Answer loading={<Loading heights={[520]} />} of={useAnswer('GET /api/connect', {})}>
        {(connection) => (
          <>
            <div className={live ? styles.parts : undefined}>
              <Lines connection={made === null ? connection : { ...connection, writeKey: made, needsKey: true }} isLocal={live} />
              {live ? <Arrivals /> : null}
            </div>
            <WriteKeys made={made} onMade={setMade} />
          </>
        )}
      </Answer>
    </Page>
  )
}

/** `isLocal`: publishers run on the machine this page comes from. */
const Lines = ({ connection, isLocal }: { readonly connection: Connection; readonly isLocal: boolean }): ReactNode => {
  const { words } = useReader()
  const { connect: said } = words
  const clients = clientsOf(connection)
  const [chosen, setChosen] = useState('curl')
  const client = clients.find(({ id }) => id === chosen)
  const { origin, writeKey, needsKey, bus } = connection
  return (
    <Card text={isLocal ? said.linesText : said.linesTextAway} title={said.linesTitle}>
      <dl className={styles.facts}>
        <dt>{said.address}</dt>
        <dd>
          <code>{origin}</code>
        </dd>
        <dt>{said.key}</dt>
        <dd>{writeKey !== null ? <code>{writeKey}</code> : needsKey ? said.ownKey : said.noKey}</dd>
        <dt>{said.bus}</dt>
        <dd>
          <code>{bus.name}</code> ({bus.region})
        </dd>
      </dl>
      <Choice label={said.client} onChange={setChosen} options={clients.map(({ id, name }) => ({ value: id, name }))} value={chosen} />
      {client === undefined ? null : (
        <div>
          {client.install === null ? null : (
            <>
              <h3 className={styles.heading}>{said.install}</h3>
              <Code label={`${client.name}: ${said.install}`} text={client.install} />
            </>
          )}
          <h3 className={styles.heading}>{said.publish}</h3>
          <Code label={`${client.name}: ${said.publish}`} text={client.publish} />
          {client.note === 'browser' ? <p className="soft">{isLocal ? said.browserNote : said.browserNoteAway}</p> : null}
          {client.note === 'aws' ? <p className="soft">{bus.endpoint === null ? said.awsNoteAway : said.awsNote}</p> : null}
        </div>
      )}
    </Card>
  )
}
