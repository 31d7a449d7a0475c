/** Tasks as the command line prints them, from a folder or from a deployed system. */
import type { TaskView } from '../shared/contract/api-tasks.ts'
import { epochMs } from '../shared/kernel/words.ts'
import { instantText } from './format.ts'

const taskLines = ({ id, title, customerId, campaign, note, assignee, dueAt, overdue }: TaskView): readonly string[] => [
  `${id}  ${title}${overdue ? '  (overdue)' : ''}`,
  `  customer ${customerId}, campaign ${campaign}, ${dueAt === null ? 'whenever there is time' : `due ${instantText(epochMs(Date.parse(dueAt)))}`}${assignee === null ? '' : `, for ${assignee}`}`,
  ...(note === null ? [] : [`  ${note}`]),
]

export const tasksText = (tasks: readonly TaskView[], more: string | null): string =>
  [...(tasks.length === 0 ? ['Nothing is to be done.'] : tasks.flatMap(taskLines)), ...(more === null ? [] : ['', `More: ${more}`])].join(
    '\n',
  )

export const closedText = ({ title, closed }: TaskView): string => `${closed?.outcome === 'dismissed' ? 'Dismissed' : 'Done'}: ${title}`
