/** What came back about a mail, and buttons that play what has not come back yet. */
import { Button } from '@mantine/core'
import { IconBan, IconClick, type Icon, IconEye, IconMailCheck, IconMailOff, IconMailPause, IconMailX } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { FEEDBACK, type Feedback, type MailSummary } from '../../../shared/contract/api.ts'
import { useChange } from '../../api/hooks.ts'
import { Badge } from '../../parts/badge.tsx'
import { Card } from '../../parts/card.tsx'
import { Notice, type Tone } from '../../parts/notice.tsx'
import { Problems } from '../../parts/problems.tsx'
import { useReader } from '../../words/reader.tsx'
import styles from './mail.module.css'

const SIGNS: Readonly<Record<Feedback, Icon>> = {
  delivered: IconMailCheck,
  bounced: IconMailX,
  'soft-bounced': IconMailPause,
  complained: IconBan,
  opened: IconEye,
  clicked: IconClick,
  unsubscribed: IconMailOff,
}

const TONES: Readonly<Record<Feedback, Tone>> = {
  delivered: 'good',
  bounced: 'bad',
  'soft-bounced': 'warn',
  complained: 'bad',
  opened: 'plain',
  clicked: 'plain',
  unsubscribed: 'warn',
}

export const FeedbackBadges = ({ feedback }: Pick<MailSummary, 'feedback'>): ReactNode => {
  const { words } = useReader()
  if (feedback.length === 0) return <span className="soft">{words.inbox.nothingBack}</span>
  return (
    <span className={styles.badges}>
      {feedback.map(({ type }) => {
        const Sign = SIGNS[type]
        return (
          <Badge key={type} tone={TONES[type]}>
            <Sign aria-hidden size={14} stroke={1.8} />
            {words.inbox.past(type)}
          </Badge>
        )
      })}
    </span>
  )
}

/** Plays a mail's future, and says what each part of it did. */
export const Future = ({ summary }: { readonly summary: MailSummary }): ReactNode => {
  const { words } = useReader()
  const { inbox: said } = words
  const play = useChange('POST /api/inbox/:id/feedback', [
    'GET /api/inbox',
    'GET /api/inbox/:id',
    'GET /api/customers/:id',
    'GET /api/customers/:id/campaigns/:campaign',
  ])
  const happened = new Map(summary.feedback.map(({ type, at }) => [type, at]))
  const last = play.isSuccess ? play.variables.body.type : null
  return (
    <Card text={said.playText} title={said.playTitle}>
      <ul className={styles.plays}>
        {FEEDBACK.map((type) => (
          <Play
            at={happened.get(type) ?? null}
            isPlaying={play.isPending && play.variables.body.type === type}
            key={type}
            onPlay={() => play.mutate({ names: { id: summary.id }, body: { type } })}
            type={type}
          />
        ))}
      </ul>
      <div aria-live="polite" className={styles.did}>
        {last === null ? null : (
          <Notice tone="good">
            {said.did(last)}{' '}
            <Link search={{ id: summary.customerId }} to="/customers/one">
              {said.seeCustomer}
            </Link>
          </Notice>
        )}
        {play.error === null ? null : (
          <Notice title={play.error.failed.type === 'refused' ? said.cannot : words.shell.problems.title(play.error.failed)} tone="bad">
            {play.error.failed.type === 'refused' ? (
              <Problems problems={play.error.failed.problems} />
            ) : (
              words.shell.problems.hint(play.error.failed)
            )}
          </Notice>
        )}
      </div>
    </Card>
  )
}

type PlayProps = { readonly type: Feedback; readonly at: string | null; readonly isPlaying: boolean; readonly onPlay: () => void }

const Play = ({ type, at, isPlaying, onPlay }: PlayProps): ReactNode => {
  const { words } = useReader()
  const { inbox: said } = words
  const Sign = SIGNS[type]
  return (
    <li>
      <Button
        disabled={at !== null}
        fullWidth
        justify="flex-start"
        leftSection={<Sign aria-hidden size={17} stroke={1.7} />}
        loading={isPlaying}
        onClick={onPlay}
        variant="default"
      >
        {at === null ? said.play(type) : said.past(type)}
      </Button>
      {at === null ? null : <span className={styles.played}>{said.played(at)}</span>}
    </li>
  )
}
