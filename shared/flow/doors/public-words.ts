/** What the public pages say, in the languages they speak. */

export type Language = 'en' | 'zh'

export type PublicWords = typeof EN

const EN = {
  title: 'Your mail',
  unsubscribe: 'Unsubscribe',
  leaveTopic: (topic: string) => `Stop getting mails about ${topic}?`,
  leaveHint: 'Nothing has changed yet. Press the button, and we stop.',
  left: (topic: string) => `You get no more mails about ${topic}.`,
  leftAll: 'You get no more mails from us.',
  leftHint: 'It holds from this moment on. A mail that had left before may still arrive.',
  alreadyLeft: (topic: string, day: string) => `You have got no mails about ${topic} since ${day}.`,
  undo: 'I did not mean to',
  undone: 'Taken back. You get these mails as before:',
  notUndone: 'There is nothing left to take back.',
  everythingToo: 'No mail at all, please',
  leaveEverything: 'Leave everything',
  choose: 'Choose what you get',
  preferences: 'Choose what you get',
  saved: 'Saved.',
  nothingChanged: 'Nothing was changed.',
  topics: 'What about',
  topicsHint: 'A tick means that you get these mails.',
  noTopics: 'There is nothing we write about just now.',
  frequency: 'How often',
  frequencies: { all: 'As it comes', weekly: 'At most one mail a week', monthly: 'At most one mail a month' },
  pause: 'Pause',
  pauseOff: 'No pause',
  pauseOn: 'No mail for 30 days',
  pausedUntil: (day: string) => `No mail until ${day}`,
  language: 'Language',
  noLanguage: 'No choice',
  zone: 'Time zone',
  zoneHint: 'So that no mail comes at night.',
  noZone: 'No choice',
  otherZones: 'Other',
  save: 'Save',
  changed: { topics: 'topics', frequency: 'how often', pause: 'pause', locale: 'language', zone: 'time zone' },
  wasSaved: (what: string) => `Changed: ${what}.`,
  confirmTitle: 'Confirm',
  confirmTopic: (topic: string) => `Do you want mails about ${topic}?`,
  confirmHint: 'Somebody gave us your address. If it was you, press the button. If not, do nothing, and you get none.',
  confirm: 'Yes, I do',
  confirmed: (topic: string) => `Thank you. You get mails about ${topic}.`,
  alreadyConfirmed: (topic: string) => `It is confirmed already: you get mails about ${topic}.`,
  leftSince: (topic: string, day: string) => `You left mails about ${topic} on ${day}, so this link changes nothing.`,
  refused: 'This link does not work',
  refusedHint:
    'It may be too old, or not complete. Open it from the mail once more, or answer the mail and write "unsubscribe": then a person takes you off.',
  notUnderstood: 'That could not be read',
  notUnderstoodHint: 'Nothing was changed. Go back to the page, and press the button once more.',
  away: 'Just a moment',
  awayHint: 'It could not be stored just now, and nothing was changed. Please try again.',
  and: ', ',
}

const ZH: PublicWords = {
  title: '您的邮件',
  unsubscribe: '退订',
  leaveTopic: (topic) => `不再接收“${topic}”类邮件？`,
  leaveHint: '目前没有任何更改。点击按钮后我们即停止发送。',
  left: (topic) => `您将不再收到“${topic}”类邮件。`,
  leftAll: '您将不再收到我们的任何邮件。',
  leftHint: '即刻生效。此前已发出的邮件可能仍会送达。',
  alreadyLeft: (topic, day) => `自 ${day} 起，您已不再接收“${topic}”类邮件。`,
  undo: '我点错了',
  undone: '已撤销。您将照常收到以下邮件：',
  notUndone: '没有可撤销的内容。',
  everythingToo: '我不想再收到任何邮件',
  leaveEverything: '全部退订',
  choose: '选择要接收的邮件',
  preferences: '选择要接收的邮件',
  saved: '已保存。',
  nothingChanged: '没有任何更改。',
  topics: '邮件主题',
  topicsHint: '勾选表示您会收到此类邮件。',
  noTopics: '目前没有可选择的主题。',
  frequency: '频率',
  frequencies: { all: '随发随收', weekly: '每周最多一封', monthly: '每月最多一封' },
  pause: '暂停',
  pauseOff: '不暂停',
  pauseOn: '30 天内不接收邮件',
  pausedUntil: (day) => `${day} 之前不接收邮件`,
  language: '语言',
  noLanguage: '未选择',
  zone: '时区',
  zoneHint: '这样夜间就不会收到邮件。',
  noZone: '未选择',
  otherZones: '其他',
  save: '保存',
  changed: { topics: '主题', frequency: '频率', pause: '暂停', locale: '语言', zone: '时区' },
  wasSaved: (what) => `已更改：${what}。`,
  confirmTitle: '确认订阅',
  confirmTopic: (topic) => `您想接收“${topic}”类邮件吗？`,
  confirmHint: '有人向我们提供了您的邮箱地址。如果是您本人，请点击按钮；如果不是，无需任何操作，您不会收到邮件。',
  confirm: '是的，我想接收',
  confirmed: (topic) => `谢谢。您将收到“${topic}”类邮件。`,
  alreadyConfirmed: (topic) => `此前已确认：您会收到“${topic}”类邮件。`,
  leftSince: (topic, day) => `您已于 ${day} 退订“${topic}”类邮件，因此该链接不会更改任何内容。`,
  refused: '此链接无效',
  refusedHint: '链接可能已过期或不完整。请从邮件中重新打开，或直接回复邮件并写上“退订”，由工作人员为您处理。',
  notUnderstood: '无法识别该请求',
  notUnderstoodHint: '没有任何更改。请返回页面，再次点击按钮。',
  away: '请稍候',
  awayHint: '暂时无法保存，没有任何更改。请重试。',
  and: '、',
}

export const WORDS: Readonly<Record<Language, PublicWords>> = { en: EN, zh: ZH }

/** The customer's own language where we speak it; else the first of the browser's that we do; else English. */
export const languageFor = (locale: string | null, acceptLanguage: string | undefined): Language =>
  languageOf(locale ?? '') ?? acceptedOf(acceptLanguage ?? '') ?? 'en'

const languageOf = (tag: string): Language | null => {
  const primary = tag.trim().toLowerCase().split(/[-_]/)[0]
  return primary === 'en' || primary === 'zh' ? primary : null
}

/** `zh-CN,zh;q=0.9,en;q=0.8`: by weight, and as they stand where it is the same. */
const acceptedOf = (header: string): Language | null => {
  const weighed = header.split(',').map((one) => {
    const [tag = '', ...parameters] = one.split(';')
    const weight = Number(/^\s*q=([\d.]+)\s*$/i.exec(parameters.join(';'))?.[1] ?? 1)
    return { language: languageOf(tag), weight }
  })
  return weighed.filter(({ language, weight }) => language !== null && weight > 0).sort((a, b) => b.weight - a.weight)[0]?.language ?? null
}
