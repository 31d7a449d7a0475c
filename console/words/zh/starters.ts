/** 新活动可以从中开始的文件：注释，以及等待填写的邮件。 */
import type { StarterWords } from '../words.ts'

const mail = (subject: string, ...lines: readonly string[]) => ({ subject, text: `您好：\n\n${lines.join('\n')}` })

export const starterWords = (): StarterWords => ({
  topic: '客户可以退订一个主题，而保留其他主题。',
  status: '写成 "draft" 时，发布后不会让任何人进入。',
  goal: '您希望发生的事。对每位进入的客户都会统计。',
  exits: '下了单的客户不再需要这些邮件。',
  reentry: '半年内最多一次。',
  holdout: '每十人中有一人不收邮件：与他们相比，才知道邮件带来了什么。',
  plan: '在开始之前写明：现在自行下单的客户占多少，以及值得关注的最小差异。',
  hello: mail('您好', '请在这里写下您想说的话。'),
  welcome: mail('欢迎', '很高兴您来到这里。可以从这里开始：……'),
  help: mail('需要我们帮您开始吗？', '多数人会从这些开始：……'),
  question: mail('想请教一个问题', '是什么让您还没有下单？直接回复这封邮件，会有人阅读。'),
  news: mail('您离开之后有什么新东西', '好久不见。这些是新的：……'),
  offer: mail('还在考虑吗？', '如果您本周回来：……'),
})
