/** What the server sends for these files to a browser that takes gzip. */
export async function gzippedBytes(urls: readonly string[]): Promise<number> {
  const sizes = urls.map(async url => {
    const response = await fetch(url, { headers: { 'accept-encoding': 'gzip' } })
    await response.arrayBuffer()
    if (response.headers.get('content-encoding') !== 'gzip') throw new Error(`${url} is not compressed`)
    return Number(response.headers.get('content-length'))
  })
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}
