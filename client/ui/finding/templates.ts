import type { Language } from '../../i18n/index.ts'

/** What a new document may begin with. */
export interface Template {
  name: string
  /** What it is for, in a few words. */
  hint: string
  /** `today`: in the reader's words. */
  title: (today: string) => string
  /** Blocks of the editor's schema, as JSON. */
  content: readonly object[]
}

export const templateNames = ['meeting', 'project', 'week', 'decision'] as const
export type TemplateName = (typeof templateNames)[number]

const block = (attrs: object, text: string) => ({
  type: 'block',
  attrs,
  ...(text !== '' && { content: [{ type: 'text', text }] }),
})
const heading = (text: string) => block({ kind: 'heading', level: 1 }, text)
const line = (text = '') => block({}, text)
const note = (text: string) => block({ kind: 'callout' }, text)
const points = (...texts: string[]) => texts.map(text => block({ kind: 'bullet' }, text))
const tasks = (...texts: string[]) => texts.map(text => block({ kind: 'task' }, text))
const steps = (...texts: string[]) => texts.map(text => block({ kind: 'ordered' }, text))

const en: Record<TemplateName, Template> = {
  meeting: {
    name: 'Meeting notes',
    hint: 'Agenda, notes, decisions, to do',
    title: today => `Meeting notes, ${today}`,
    content: [
      ...points('Present: ', 'Absent: '),
      heading('Agenda'),
      ...steps('', ''),
      heading('Notes'),
      line(),
      heading('Decisions'),
      ...points(''),
      heading('To do'),
      ...tasks('Who: what, until when', ''),
    ],
  },
  project: {
    name: 'Project plan',
    hint: 'Goal, scope, milestones, risks',
    title: () => 'Project plan',
    content: [
      note('In one sentence: what will be different when this is done?'),
      heading('Goal'),
      line(),
      heading('What belongs to it, and what does not'),
      ...points('Belongs to it: ', 'Does not: '),
      heading('People'),
      ...points('Responsible: ', 'Taking part: ', 'Kept informed: '),
      heading('Milestones'),
      ...tasks('First result, by …', 'Trial, by …', 'Done, by …'),
      heading('Risks'),
      ...points('What may go wrong, and what we would do'),
      heading('Open questions'),
      ...points(''),
    ],
  },
  week: {
    name: 'Weekly report',
    hint: 'Done, in progress, next, in the way',
    title: today => `Weekly report, ${today}`,
    content: [
      note('The week in two sentences.'),
      heading('Done'),
      ...points('', ''),
      heading('In progress'),
      ...points(''),
      heading('Next week'),
      ...tasks('', ''),
      heading('In the way'),
      ...points('What is missing, and who can help'),
    ],
  },
  decision: {
    name: 'Decision',
    hint: 'Question, ways, choice, and why',
    title: () => 'Decision: ',
    content: [
      heading('The question'),
      line(),
      heading('What we know'),
      ...points(''),
      heading('Ways'),
      ...steps('One way: for it …, against it …', 'Another: for it …, against it …'),
      heading('Decided'),
      note('What, by whom, when, and why.'),
      heading('What follows'),
      ...tasks(''),
    ],
  },
}

const ko: Record<TemplateName, Template> = {
  meeting: {
    name: '회의록',
    hint: '참석자, 논의한 내용, 할 일',
    title: today => `회의록, ${today}`,
    content: [
      ...points('참석: ', '불참: '),
      heading('안건'),
      ...steps('', ''),
      heading('논의 내용'),
      line(),
      heading('결정 사항'),
      ...points(''),
      heading('할 일'),
      ...tasks('담당자: 할 일, 기한', ''),
    ],
  },
  project: {
    name: '프로젝트 계획',
    hint: '목표, 범위, 일정, 위험',
    title: () => '프로젝트 계획',
    content: [
      note('한 문장으로: 이 일이 끝나면 무엇이 달라지나요?'),
      heading('목표'),
      line(),
      heading('범위'),
      ...points('포함: ', '제외: '),
      heading('함께하는 사람'),
      ...points('책임: ', '참여: ', '공유 대상: '),
      heading('일정'),
      ...tasks('첫 결과물, …까지', '시범 운영, …까지', '완료, …까지'),
      heading('위험 요소'),
      ...points('생길 수 있는 문제와 대응 방법'),
      heading('남은 질문'),
      ...points(''),
    ],
  },
  week: {
    name: '주간 보고',
    hint: '한 일, 하고 있는 일, 할 일, 도움이 필요한 일',
    title: today => `주간 보고, ${today}`,
    content: [
      note('이번 주를 두 문장으로 요약해 주세요.'),
      heading('한 일'),
      ...points('', ''),
      heading('하고 있는 일'),
      ...points(''),
      heading('다음 주에 할 일'),
      ...tasks('', ''),
      heading('도움이 필요한 일'),
      ...points('필요한 것과 도와줄 수 있는 사람'),
    ],
  },
  decision: {
    name: '의사 결정',
    hint: '질문, 방안, 결정과 이유',
    title: () => '의사 결정: ',
    content: [
      heading('무엇을 결정하나요'),
      line(),
      heading('지금 아는 것'),
      ...points(''),
      heading('방안'),
      ...steps('첫째 방안: 장점 …, 단점 …', '둘째 방안: 장점 …, 단점 …'),
      heading('결정'),
      note('무엇을, 누가, 언제, 왜 결정했는지 적습니다.'),
      heading('다음 단계'),
      ...tasks(''),
    ],
  },
}

export const templates: Record<Language, Record<TemplateName, Template>> = { en, ko }
