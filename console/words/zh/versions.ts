/** 人们对活动所做的事：暂停、继续、结束，以及回到旧版本。 */
import type { Formats } from '../formats.ts'
import type { VersionWords } from '../words.ts'

export const versionWords = (format: Formats): VersionWords => ({
  stateTitle: '当前状态',
  state: {
    draft: '已发布并检查，但不让任何人进入。把文件中的状态改为“active”并发布即可开始。',
    active: '客户可以进入，并继续进行。',
    paused: '没有人进入，已在其中的客户停在原处。',
    ended: '不再有人进入，所有人都已离开。',
  },
  fileSays: '这是文件中写定的：只有发布新版本才能改变。',
  byWhom: (author, at, note) => `${author ?? '某人'}，${format.instant(at)}${note === null ? '' : `：“${note}”`}`,
  ask: (deed, name, people) => askingOf(format, deed, name, people),
  because: '原因（与操作人和时间一并保存）',
  undo: '撤销',
  takenBack: (reason) => `已撤销：${reason}`,
  doing: { pause: '已暂停', resume: '已继续', end: '已结束', 'take-back': '已撤回结束', 'roll-back': '已回退' },
  sweeping: (customers) => `正在重新查看所有人：${format.count(customers)} 位客户。`,
  spread: '等待中的内容分多久放出',
  spreads: { '0s': '立即', '1h': '一小时内', '6h': '六小时内', '1d': '一天内' },
  title: '版本',
  text: '发布了什么、由谁、为何，以及之后对它做了什么。已发布的版本不再改变。',
  list: '版本与状态变更，最新的在前',
  version: (version) => `第 ${version} 版`,
  live: '当前',
  said: { active: '继续', paused: '暂停', ended: '结束' },
  nobody: '未注明操作人',
  inIt: (waiting) => `${format.count(waiting)} 位客户在其中`,
  compareTitle: '两个版本之间的差异',
  from: '从',
  to: '到',
  only: '只有一个版本，没有可比较的。',
  same: '内容相同。',
  changes: (count) => `${format.count(count)} 处差异`,
  before: (version) => `第 ${version} 版为`,
  absent: '无',
  change: { new: '新增', gone: '删除', other: '更改' },
  whole: '整个文件',
  rollBack: '回退到此版本',
  rollBackTitle: (version) => `回退到第 ${version} 版`,
  rollBackText: (next, version) => `将发布第 ${next} 版，其内容与第 ${version} 版相同。`,
  doRollBack: '重新发布',
  rollBackExample: '新的等待时间太短',
  planPeople: '此刻在其中的客户',
  planNobody: '没有人停在任何一步。',
  planVersion: (version, waiting) => `第 ${version} 版中有 ${format.count(waiting)} 位客户`,
  planSettling: (count) => `${format.count(count)} 位客户已走完全部步骤，邮件去向尚未明确`,
  planFinish: '他们会走完自己所在的版本。',
  planMove: (moving) =>
    moving === 0
      ? '它会接管停在它所认识的步骤上的客户；此刻没有这样的客户。他们会走完自己所在的版本。'
      : `它会接管 ${format.count(moving)} 位停在它所认识的步骤上的客户，其余客户会走完自己所在的版本。`,
  changesMore: (count) => `另有 ${format.count(count)} 处`,
  planChanges: '会有哪些不同',
})

const askingOf = (
  format: Formats,
  deed: Parameters<VersionWords['ask']>[0],
  name: string,
  people: number,
): ReturnType<VersionWords['ask']> => {
  const whom = `${format.count(people)} 位在其中的客户`
  switch (deed) {
    case 'pause':
      return {
        button: '暂停',
        title: `暂停“${name}”`,
        text: `不再有人进入，${whom}停在原处，直到继续。发布新版本也不会解除暂停。`,
        example: '价格有误',
      }
    case 'resume':
      return {
        button: '继续',
        title: `让“${name}”继续`,
        text: `重新允许进入，${whom}继续进行，但不会同时放出。其间过期的邮件会被放弃并记录。`,
        example: '价格已更正',
      }
    case 'end':
      return {
        button: '结束',
        title: `结束“${name}”`,
        text: `不再有人进入，${whom}立即离开，不再收到任何内容。结束可以撤回：届时重新允许进入，但已离开的客户不会回来。`,
        example: '春季已结束',
      }
    case 'take-back':
      return {
        button: '撤回结束',
        title: `让“${name}”重新开始`,
        text: '重新允许进入。其间已离开的客户不会回来。',
        example: '误操作',
      }
  }
}
