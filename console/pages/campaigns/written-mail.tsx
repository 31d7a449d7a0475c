/** A mail of a campaign as it is written, in each of its languages, before anything is filled in. */
import { Link, useParams, useSearch } from '@tanstack/react-router'
import { type ReactNode, useMemo, useState } from 'react'
import type { WrittenMailPage } from '../../../shared/contract/api-journey.ts'
import { useAnswer } from '../../api/hooks.ts'
import { Answer } from '../../parts/answer.tsx'
import { Card } from '../../parts/card.tsx'
import { Choice } from '../../parts/choice.tsx'
import { Code } from '../../parts/code.tsx'
import { Loading } from '../../parts/loading.tsx'
import { closedPage } from '../inbox/closed-page.ts'
import { Page } from '../../shell/page.tsx'
import { useCampaignWords } from '../../words/campaign-words.ts'
import styles from './written-mail.module.css'

export const WrittenMail = (): ReactNode => {
  const words = useCampaignWords()
  const { journey: said } = words
  const { id } = useParams({ from: '/campaigns/$id/mail' })
  const asked = useSearch({ from: '/campaigns/$id/mail' })
  const mail = useAnswer('GET /api/campaigns/:id/mail', { names: { id }, query: asked })
  return (
    <Page
      above={
        <Link params={{ id }} to="/campaigns/$id">
          {id}
        </Link>
      }
      text={said.mailText}
      title={said.mailTitle(Number(asked.step))}
    >
      <Answer loading={<Loading heights={[640]} />} of={mail}>
        {(page) => <Written page={page} />}
      </Answer>
    </Page>
  )
}

type View = 'html' | 'text'

const Written = ({ page: { written, defaultLocale, template } }: { readonly page: WrittenMailPage }): ReactNode => {
  const words = useCampaignWords()
  const { journey: said } = words
  const [locale, setLocale] = useState(defaultLocale)
  const shown = written.find((one) => one.locale === locale) ?? written[0]
  const [asked, setView] = useState<View | null>(null)
  const html = shown?.html ?? null
  const closed = useMemo(() => (html === null ? null : closedPage({ html, unsubscribe: '' }, 'light', '')), [html])
  if (shown === undefined) return null
  const view = asked ?? (html === null ? 'text' : 'html')
  return (
    <Card
      text={template === null ? said.ownWords : said.template(template.name, template.version)}
      title={shown.subject}
      {...(shown.preheader === null ? {} : { aside: <span className="soft breakable">{shown.preheader}</span> })}
    >
      <div className={styles.choices}>
        {written.length < 2 ? null : (
          <Choice
            label={said.locale}
            onChange={setLocale}
            options={written.map((one) => ({ value: one.locale, name: one.locale }))}
            value={shown.locale}
          />
        )}
        <Choice<View>
          label={said.view}
          onChange={setView}
          options={(['html', 'text'] as const).map((value) => ({ value, name: said.views[value] }))}
          value={view}
        />
      </div>
      {view === 'text' ? (
        shown.text === null ? (
          <p className="soft">{said.noText}</p>
        ) : (
          <Code isWrapped label={said.views.text} text={shown.text} />
        )
      ) : closed === null ? (
        <p className="soft">{said.noHtml}</p>
      ) : (
        <iframe className={styles.frame} sandbox="" srcDoc={closed} title={said.frame(shown.subject)} />
      )}
    </Card>
  )
}
