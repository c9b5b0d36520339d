export { Company } from './company.tsx'
export { PeoplePanel } from './people-panel.tsx'
