/** The mails of a text, as their readers would see them. */
import { TextInput } from '@mantine/core'
import { type ReactNode, useId, useMemo, useState } from 'react'
import type { MailPreview, MailPreviews } from '../../../shared/contract/api.ts'
import { Answer } from '../../parts/answer.tsx'
import { Card } from '../../parts/card.tsx'
import { Choice } from '../../parts/choice.tsx'
import { Code } from '../../parts/code.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Problems } from '../../parts/problems.tsx'
import { closedPage } from '../inbox/closed-page.ts'
import { MailFrame } from '../inbox/mail-frame.tsx'
import { useCampaignWords } from '../../words/campaign-words.ts'
import { useReader } from '../../words/reader.tsx'
import { useMails } from './asked.ts'
import styles from './editor.module.css'

type MailsProps = { readonly text: string; readonly hasErrors: boolean }

export const Mails = ({ text, hasErrors }: MailsProps): ReactNode => {
  const { editor: said } = useCampaignWords()
  const [customer, setCustomer] = useState('')
  const [locale, setLocale] = useState('')
  const mails = useMails(text, customer, locale, !hasErrors)
  return (
    <Card title={said.panels.mails}>
      <div className={styles.asked}>
        <TextInput
          autoComplete="off"
          description={said.mailForHint}
          label={said.mailFor}
          onChange={({ currentTarget }) => setCustomer(currentTarget.value)}
          size="sm"
          spellCheck={false}
          value={customer}
        />
      </div>
      {hasErrors && mails.data === undefined ? (
        <p className="soft">{said.takesNoErrors}</p>
      ) : (
        <Answer loading={<Loading heights={[36, 480]} />} of={mails}>
          {({ answer }) => (
            <div className={styles.result} data-stale={hasErrors}>
              <Chosen locale={locale} onLocale={setLocale} previews={answer} />
            </div>
          )}
        </Answer>
      )}
    </Card>
  )
}

type ChosenProps = {
  readonly previews: MailPreviews
  readonly locale: string
  readonly onLocale: (locale: string) => void
}

const keyOf = ({ variant, step }: MailPreview): string => `${variant} ${step}`

const Chosen = ({ previews: { mails, filledFor, problems }, locale, onLocale }: ChosenProps): ReactNode => {
  const { editor: said } = useCampaignWords()
  const [asked, setAsked] = useState<string | null>(null)
  const select = useId()
  const mail = mails.find((one) => keyOf(one) === asked) ?? mails[0]
  const hasVariants = new Set(mails.map(({ variant }) => variant)).size > 1
  if (mail === undefined) return problems.length > 0 ? <Problems problems={problems} /> : <p className="soft">{said.mailsNone}</p>
  return (
    <>
      <div className={styles.asked}>
        <label htmlFor={select}>{said.mail}</label>
        <select className={styles.select} id={select} onChange={({ currentTarget }) => setAsked(currentTarget.value)} value={keyOf(mail)}>
          {mails.map((one) => (
            <option key={keyOf(one)} value={keyOf(one)}>
              {said.mailNamed(one.step, one.subject, hasVariants ? one.variant : null)}
            </option>
          ))}
        </select>
        {mail.locales.length < 2 ? null : (
          <Choice
            label={said.mailLocale}
            onChange={onLocale}
            options={mail.locales.map((value) => ({ value, name: value }))}
            value={locale === '' ? mail.locale : locale}
          />
        )}
      </div>
      <p className={styles.small}>{filledFor === null ? said.mailSample : said.mailFilled(filledFor)}</p>
      <Shown key={keyOf(mail)} mail={mail} />
    </>
  )
}

type View = 'html' | 'text'
type Width = 'desk' | 'phone'
type Scheme = 'light' | 'dark'

const Shown = ({ mail }: { readonly mail: MailPreview }): ReactNode => {
  const { words } = useReader()
  const { editor: said } = useCampaignWords()
  const { inbox } = words
  const [view, setView] = useState<View>('html')
  const [width, setWidth] = useState<Width>('phone')
  const [scheme, setScheme] = useState<Scheme>('light')
  const { html, text, subject, preheader, problems } = mail
  const page = useMemo(() => (html === null ? null : closedPage({ html, unsubscribe: '' }, scheme, '')), [html, scheme])
  if (page === null || text === null) {
    return (
      <Notice title={said.mailBroken} tone="bad">
        <Problems problems={problems} />
      </Notice>
    )
  }
  return (
    <>
      <p className={`${styles.subject} breakable`}>{subject}</p>
      {preheader === null ? null : <p className={`${styles.small} breakable`}>{preheader}</p>}
      <div className={styles.views}>
        <Choice<View>
          label={inbox.view}
          onChange={setView}
          options={(['html', 'text'] as const).map((value) => ({ value, name: inbox.views[value] }))}
          value={view}
        />
        {view === 'text' ? null : (
          <>
            <Choice<Width>
              label={inbox.width}
              onChange={setWidth}
              options={(['desk', 'phone'] as const).map((value) => ({ value, name: inbox.widths[value] }))}
              value={width}
            />
            <Choice<Scheme>
              label={inbox.scheme}
              onChange={setScheme}
              options={(['light', 'dark'] as const).map((value) => ({ value, name: inbox.schemes[value] }))}
              value={scheme}
            />
          </>
        )}
      </div>
      {view === 'text' ? (
        <Code isWrapped label={inbox.views.text} text={text} />
      ) : (
        <MailFrame page={page} scheme={scheme} subject={subject} width={width} />
      )}
    </>
  )
}
