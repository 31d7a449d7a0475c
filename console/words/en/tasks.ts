import type { Formats } from '../formats.ts'
import { newsText } from './plural.ts'

export const taskWords = (format: Formats) => ({
  title: 'Tasks',
  text: 'What people are to do about customers, as your campaigns asked for it. Journeys do not wait for it.',
  order: 'Which come first',
  orders: { 'first-due': 'Due first', 'last-due': 'Due last' },
  news: (count: number, isMore: boolean) => newsText(format, count, isMore, 'task'),
  of: (assignee: string) => `Those of ${assignee}.`,
  everybody: 'Show everybody’s',
  about: 'About',
  opened: 'since',
  due: 'Due',
  noDue: 'whenever there is time',
  overdue: 'Overdue',
  assignee: 'For',
  nobody: 'nobody in particular',
  close: { done: 'Done', dismissed: 'Dismiss' },
  asked: { done: 'What came of it? You may leave it out.', dismissed: 'Why is it not done?' },
  told: { done: 'Done. It stands in the customer’s history.', dismissed: 'Dismissed. Why stands in the customer’s history.' },
  empty: {
    title: 'Nothing is to be done',
    text: 'A campaign with a “task” step asks people for something here: a telephone call, a letter, a look at an account.',
    campaigns: 'See the campaigns',
  },
})
