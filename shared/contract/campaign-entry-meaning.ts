/** What lets people in and takes them out, against each other: who would leave at once, and what lets nobody in. */
import { DAY_MS } from '../kernel/time.ts'
import type { Problem } from '../kernel/problem.ts'
import type { CampaignFile } from './campaign-file.ts'
import { pathOf } from './problems.ts'

export const entryProblems = (file: CampaignFile): readonly Problem[] => {
  const { entry } = file
  switch (entry.on) {
    case 'stage':
      return stageProblems(entry, file)
    case 'segment':
      return segmentProblems(entry, file)
    case 'schedule':
      return scheduleProblems(entry, file)
    case 'event':
    case 'date':
      return []
  }
}

type On<Kind extends CampaignFile['entry']['on']> = Extract<CampaignFile['entry'], { readonly on: Kind }>

const stageProblems = ({ stage, from }: On<'stage'>, { exits }: CampaignFile): readonly Problem[] => {
  const index = from === null ? -1 : [...from].indexOf(stage)
  const fromItself: readonly Problem[] =
    index < 0
      ? []
      : [
          {
            path: pathOf('entry.from', index),
            problem: `is the stage that is entered`,
            hint: 'Nobody comes from where they go: take it out.',
          },
        ]
  const atOnce = exits.flatMap((exit, index): readonly Problem[] =>
    exit.on === 'stage' && exit.stage === stage
      ? [
          {
            path: pathOf('exits', index, 'stage'),
            problem: 'is the stage that lets people in',
            hint: 'They would leave at once: name the stage that ends the campaign.',
          },
        ]
      : [],
  )
  return [...fromItself, ...atOnce]
}

const segmentProblems = ({ segment, change }: On<'segment'>, { exits }: CampaignFile): readonly Problem[] =>
  exits.flatMap((exit, index): readonly Problem[] =>
    exit.on === 'segment' && exit.segment === segment && exit.change === change
      ? [
          {
            path: pathOf('exits', index, 'segment'),
            problem: `is the segment that lets people in, and by the same change`,
            hint: `They would leave at once: write "on": "${change === 'entered' ? 'left' : 'entered'}".`,
          },
        ]
      : [],
  )

/** Whatever the zone, a wall is at most fourteen hours ahead of UTC and twelve behind. */
const AHEAD_MS = 14 * 3_600_000
const BEHIND_MS = 12 * 3_600_000

const scheduleProblems = ({ schedule }: On<'schedule'>, { start, end }: CampaignFile): readonly Problem[] => {
  if (schedule.type !== 'once') return []
  const wall = schedule.day * DAY_MS + schedule.at * 60_000
  const path = 'entry.schedule.at'
  if (end !== null && end !== undefined && wall - AHEAD_MS >= end)
    return [{ path, problem: 'is after "end": nobody could enter', hint: 'Set a later end, or null for none.' }]
  if (start !== null && start !== undefined && wall + BEHIND_MS < start)
    return [{ path, problem: 'is before "start": nobody could enter', hint: 'Set an earlier start, or null for none.' }]
  return []
}
