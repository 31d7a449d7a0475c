/** Where a campaign begins: its name, its id, and what its file begins with. */
import { Button, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import type { CampaignSummary, DraftListed } from '../../../shared/contract/api.ts'
import { change, read, type Unanswered } from '../../api/client.ts'
import { useAnswer } from '../../api/hooks.ts'
import { Answer } from '../../parts/answer.tsx'
import { Card } from '../../parts/card.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Refused } from '../../parts/refused.tsx'
import { useMay } from '../../session/me.ts'
import { Page } from '../../shell/page.tsx'
import { useCampaignWords } from '../../words/campaign-words.ts'
import { useReader } from '../../words/reader.tsx'
import styles from './editor.module.css'
import { type Begun, copyText, idOf, isId, type Starter, STARTERS, starterText } from './starters.ts'

export const New = (): ReactNode => {
  const { words } = useReader()
  const { editor: said } = useCampaignWords()
  const campaigns = useAnswer('GET /api/campaigns', {})
  const drafts = useAnswer('GET /api/drafts', {})
  return (
    <Page above={<Link to="/campaigns">{words.shell.places.campaigns}</Link>} text={said.newText} title={said.newTitle}>
      <Answer loading={<Loading heights={[560]} />} of={campaigns}>
        {(published) => (
          <Answer loading={<Loading heights={[560]} />} of={drafts}>
            {(written) => <Form campaigns={published.campaigns} drafts={written.drafts} />}
          </Answer>
        )}
      </Answer>
    </Page>
  )
}

type Kind = Starter | 'copy'
type FormProps = { readonly campaigns: readonly CampaignSummary[]; readonly drafts: readonly DraftListed[] }

const Form = ({ campaigns, drafts }: FormProps): ReactNode => {
  const { editor: said } = useCampaignWords()
  const { may, why } = useMay('POST /api/drafts/:id')
  const [name, setName] = useState('')
  const [written, setWritten] = useState<string | null>(null)
  const [kind, setKind] = useState<Kind>('empty')
  const [from, setFrom] = useState(campaigns[0]?.id ?? '')
  const begin = useBegin()
  const id = written ?? idOf(name)
  const isTaken = campaigns.some((one) => one.id === id)
  const isDrafted = drafts.some((one) => one.id === id)
  const wrong = id === '' || isId(id) ? (isTaken ? said.idTaken : isDrafted ? said.idDrafted : null) : said.idWrong
  const isWhole = name.trim() !== '' && isId(id) && wrong === null && may
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (isWhole && !begin.isPending) begin.mutate({ id, name: name.trim(), kind, from })
  }
  return (
    <form className={styles.begin} onSubmit={submit}>
      <Card title={said.beginWith}>
        <Kinds hasCampaigns={campaigns.length > 0} kind={kind} onChange={setKind} />
        {kind === 'copy' ? <CopyOf campaigns={campaigns} from={from} onChange={setFrom} /> : null}
      </Card>
      <Card title={said.called}>
        <div className={styles.names}>
          <TextInput
            autoComplete="off"
            description={said.nameText}
            label={said.name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
            value={name}
          />
          <TextInput
            autoComplete="off"
            description={said.idText}
            error={wrong}
            label={said.id}
            onChange={({ currentTarget }) => setWritten(currentTarget.value)}
            spellCheck={false}
            value={id}
          />
        </div>
        {isTaken || isDrafted ? (
          <p>
            <Link params={{ id }} to="/campaigns/$id/edit">
              {said.goOn}
            </Link>
          </p>
        ) : null}
      </Card>
      <Refused error={begin.error} />
      <div>
        <Button disabled={!isWhole} loading={begin.isPending} type="submit" {...(may ? {} : { title: why })}>
          {said.begin}
        </Button>
      </div>
    </form>
  )
}

type Beginning = Begun & { readonly kind: Kind; readonly from: string }

/** Keeps the first draft, and goes where it is written on. */
const useBegin = () => {
  const { starters } = useCampaignWords()
  const queries = useQueryClient()
  const navigate = useNavigate()
  return useMutation<unknown, Unanswered, Beginning>({
    mutationFn: async ({ kind, from, ...begun }) => {
      const text =
        kind === 'copy'
          ? copyText((await read('GET /api/campaigns/:id/source', { names: { id: from } })).text, begun)
          : starterText(kind, begun, (await read('GET /api/editor/names', {})).topics, starters)
      return change('POST /api/drafts/:id', { id: begun.id }, { text, basedOn: null, seen: null })
    },
    onSuccess: async (_, { id }) => {
      await queries.invalidateQueries({ queryKey: ['GET /api/drafts'] })
      await navigate({ to: '/campaigns/$id/edit', params: { id } })
    },
  })
}

type KindsProps = { readonly kind: Kind; readonly hasCampaigns: boolean; readonly onChange: (kind: Kind) => void }

const Kinds = ({ kind, hasCampaigns, onChange }: KindsProps): ReactNode => {
  const { editor: said } = useCampaignWords()
  const group = useId()
  const kinds: readonly Kind[] = hasCampaigns ? [...STARTERS, 'copy'] : STARTERS
  return (
    <fieldset className={styles.kinds}>
      <legend className="visually-hidden">{said.beginWith}</legend>
      {kinds.map((one) => (
        <label className={styles.kind} key={one}>
          <input checked={one === kind} className="visually-hidden" name={group} onChange={() => onChange(one)} type="radio" value={one} />
          <strong>{said.starters[one].name}</strong>
          <span className={styles.kindText}>{said.starters[one].text}</span>
        </label>
      ))}
    </fieldset>
  )
}

type CopyOfProps = { readonly campaigns: readonly CampaignSummary[]; readonly from: string; readonly onChange: (id: string) => void }

const CopyOf = ({ campaigns, from, onChange }: CopyOfProps): ReactNode => {
  const { editor: said } = useCampaignWords()
  const select = useId()
  return (
    <div className={styles.asked}>
      <label htmlFor={select}>{said.copyOf}</label>
      <select className={styles.select} id={select} onChange={({ currentTarget }) => onChange(currentTarget.value)} value={from}>
        {campaigns.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </div>
  )
}
