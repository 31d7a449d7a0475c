/** The commands that work on a deployed system. Loaded only for a command line that names one. */
import type { Command } from 'commander'
import type { Io } from '../io.ts'
import { addCoupons, addPrivacy, addQuarantine, addSending, addSuppression } from './changes.ts'
import { openRemote } from './client.ts'
import { addCustomers } from './customers.ts'
import { addLifecycle } from './lifecycle.ts'
import { addNumbers } from './numbers.ts'
import type { Open } from './options.ts'
import { addPower } from './power.ts'
import { addPublish } from './publish.ts'
import { addSimulate } from './simulate.ts'
import { addSystem } from './system.ts'
import { addTasks } from './tasks.ts'
import { addVerdicts } from './verdicts.ts'
import type { TargetOptions } from './target.ts'

export const addRemote = (program: Command, io: Io): void => {
  const open: Open = () => openRemote(program.opts<TargetOptions>())
  for (const add of [
    addPublish,
    addLifecycle,
    addSimulate,
    addCustomers,
    addNumbers,
    addPower,
    addVerdicts,
    addQuarantine,
    addSending,
    addSuppression,
    addCoupons,
    addPrivacy,
    addTasks,
    addSystem,
  ])
    add(program, io, open)
}
