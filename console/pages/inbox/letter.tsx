import { type ReactNode, useMemo, useState } from 'react'
import type { MailPage } from '../../../shared/contract/api.ts'
import { Card } from '../../parts/card.tsx'
import { Choice } from '../../parts/choice.tsx'
import { Code } from '../../parts/code.tsx'
import { useReader } from '../../words/reader.tsx'
import { closedPage } from './closed-page.ts'
import { MailFrame } from './mail-frame.tsx'
import styles from './mail.module.css'

type View = 'html' | 'text' | 'source'
type Width = 'desk' | 'phone'
type Scheme = 'light' | 'dark'

/** What leaves: as its reader sees it, as text, and letter by letter. */
export const Letter = ({ mail }: { readonly mail: MailPage }): ReactNode => {
  const { words } = useReader()
  const { inbox: said } = words
  const [view, setView] = useState<View>('html')
  const [width, setWidth] = useState<Width>('desk')
  const [scheme, setScheme] = useState<Scheme>('light')
  const page = useMemo(() => closedPage(mail, scheme, window.location.origin), [mail, scheme])
  return (
    <Card className={styles.letter} title={said.letter}>
      <div className={styles.choices}>
        <Choice<View>
          label={said.view}
          onChange={setView}
          options={(['html', 'text', 'source'] as const).map((value) => ({ value, name: said.views[value] }))}
          value={view}
        />
        {view === 'html' ? (
          <>
            <div className={styles.widths}>
              <Choice<Width>
                label={said.width}
                onChange={setWidth}
                options={(['desk', 'phone'] as const).map((value) => ({ value, name: said.widths[value] }))}
                value={width}
              />
            </div>
            <Choice<Scheme>
              label={said.scheme}
              onChange={setScheme}
              options={(['light', 'dark'] as const).map((value) => ({ value, name: said.schemes[value] }))}
              value={scheme}
            />
          </>
        ) : null}
      </div>
      {view === 'html' ? (
        <>
          <MailFrame
            page={page}
            sandbox="allow-popups allow-popups-to-escape-sandbox"
            scheme={scheme}
            subject={mail.summary.subject}
            width={width}
          />
          <p className={styles.hint}>{said.frameHint}</p>
        </>
      ) : null}
      {view === 'text' ? <Code isWrapped label={said.views.text} text={mail.text} /> : null}
      {view === 'source' ? <Code label={said.views.source} text={mail.source} /> : null}
    </Card>
  )
}
