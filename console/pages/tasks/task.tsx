import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { TaskView } from '../../../shared/contract/api.ts'
import type { Json } from '../../../shared/kernel/json.ts'
import { Badge } from '../../parts/badge.tsx'
import { Card } from '../../parts/card.tsx'
import { MayButton } from '../../parts/may-button.tsx'
import { When } from '../../parts/when.tsx'
import { useReader } from '../../words/reader.tsx'
import type { Closing } from './close.tsx'
import styles from './tasks.module.css'

type TaskProps = { readonly task: TaskView; readonly campaign: string; readonly onClose: (closing: Closing) => void }

/** One thing to do: about whom, until when, by whom, and the two ways to be done with it. */
export const TaskCard = ({ task, campaign, onClose }: TaskProps): ReactNode => {
  const { words } = useReader()
  const { tasks: said } = words
  return (
    <Card
      aside={task.overdue ? <Badge tone="bad">{said.overdue}</Badge> : null}
      text={<Origin campaign={campaign} task={task} />}
      title={task.title}
    >
      {task.note === null ? null : <p className={styles.note}>{task.note}</p>}
      <dl className={styles.facts}>
        <div>
          <dt>{said.due}</dt>
          <dd>{task.dueAt === null ? said.noDue : <When at={task.dueAt} />}</dd>
        </div>
        <div>
          <dt>{said.assignee}</dt>
          <dd className="breakable">
            {task.assignee === null ? (
              said.nobody
            ) : (
              <Link search={{ assignee: task.assignee }} to="/tasks">
                {task.assignee}
              </Link>
            )}
          </dd>
        </div>
        {Object.entries(task.about).map(([name, value]) => (
          <div key={name}>
            <dt className="breakable">{name}</dt>
            <dd className="breakable">{textOf(value)}</dd>
          </div>
        ))}
      </dl>
      <div className={styles.actions}>
        <MayButton onClick={() => onClose({ task, outcome: 'done' })} route="POST /api/tasks/:id">
          {said.close.done}
        </MayButton>
        <MayButton onClick={() => onClose({ task, outcome: 'dismissed' })} route="POST /api/tasks/:id" variant="default">
          {said.close.dismissed}
        </MayButton>
      </div>
    </Card>
  )
}

const Origin = ({ task, campaign }: { readonly task: TaskView; readonly campaign: string }): ReactNode => {
  const { words } = useReader()
  const { tasks: said } = words
  return (
    <>
      {said.about}{' '}
      <Link className="breakable" search={{ id: task.customerId }} to="/customers/one">
        {task.customerId}
      </Link>
      {' · '}
      <Link params={{ id: task.campaign }} to="/campaigns/$id">
        {campaign}
      </Link>
      {' · '}
      {said.opened} <When at={task.openedAt} />
    </>
  )
}

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))
