interface Page {
  /** Where it came from, after all redirects. */
  url: URL
  status: number
  headers: Headers
  text: string
}

interface Asked {
  method?: string
  headers?: Record<string, string>
  body?: string
}

const maxRedirects = 20

/** A browser without scripts: it keeps cookies, follows redirects, and fills in forms. Cookies know hosts, but no ports, as everywhere. */
export class FormBrowser {
  /** By host, and name. */
  readonly #jars = new Map<string, Map<string, string>>()
  readonly #redirect: (to: URL) => URL
  /** Every address that it has been to, as it would stand in a history. */
  readonly visited: string[] = []

  /** `redirect`: where it is sent instead, say to another node. */
  constructor({ redirect = (to: URL) => to }: { redirect?: (to: URL) => URL } = {}) {
    this.#redirect = redirect
  }

  cookie(name: string, host = '127.0.0.1'): string | undefined {
    return this.#jar(host).get(name)
  }

  setCookie(name: string, value: string, host = '127.0.0.1'): void {
    this.#jar(host).set(name, value)
  }

  /** As a request has them. */
  cookies(host = '127.0.0.1'): string {
    return [...this.#jar(host)].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  /** Goes where it is asked to, and no further. */
  async ask(url: string | URL, { headers, ...asked }: Asked = {}): Promise<Response> {
    const { hostname } = new URL(url)
    this.visited.push(String(url))
    const cookie = this.cookies(hostname)
    const answer = await fetch(url, {
      ...asked,
      redirect: 'manual',
      headers: { ...headers, ...(cookie !== '' && { cookie }) },
    })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/max-age=0|expires=thu, 01 jan 1970/i.test(line)) this.#jar(hostname).delete(name)
      else this.#jar(hostname).set(name, value)
    }
    return answer
  }

  /** Opens a page. */
  async open(url: string | URL, asked?: Asked): Promise<Page> {
    let at = new URL(url)
    let answer = await this.ask(at, asked)
    for (let hops = 0; answer.status >= 300 && answer.status < 400 && hops < maxRedirects; hops++) {
      at = this.#redirect(new URL(answer.headers.get('location') ?? '', at))
      answer = await this.ask(at)
    }
    return { url: at, status: answer.status, headers: answer.headers, text: await answer.text() }
  }

  /** Sends the page's form, with what it holds already. */
  async submit({ url, text }: Page, fields: Record<string, string> = {}): Promise<Page> {
    const action = /<form[^>]* action="([^"]*)"/.exec(text)?.[1]
    if (action === undefined) throw new Error(`There is no form at ${url}:\n${text}`)
    const hidden = [...text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)]
    const kept = Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value]))
    return this.open(new URL(action, url), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ ...kept, ...fields }).toString(),
    })
  }

  /** Signs in at the provider's own forms; gives the page where that ends. */
  async signIn(quire: string, { as, to = '/' }: { as: string; to?: string }): Promise<Page> {
    const login = await this.open(`${quire}/auth/sign-in?to=${encodeURIComponent(to)}`)
    // Whom the provider remembers need not give a password again.
    const consent = login.text.includes('name="password"')
      ? await this.submit(login, { login: as, password: 'any' })
      : login
    return consent.text.includes('value="consent"') ? this.submit(consent) : consent
  }

  #jar(host: string): Map<string, string> {
    const jar = this.#jars.get(host) ?? new Map<string, string>()
    this.#jars.set(host, jar)
    return jar
  }
}
