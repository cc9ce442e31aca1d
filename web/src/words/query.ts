/** The path with what has a value: `withQuery('/a', { b: 1, c: '' })` is '/a?b=1'. */
export function withQuery(path: string, values: Record<string, string | number | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== '') {
      query.set(name, String(value));
    }
  }
  return query.size > 0 ? `${path}?${query}` : path;
}

/** 'cloud, , data ' is two topics. */
export const listOf = (text: string) => text.split(/[,;\n]/).map((part) => part.trim()).filter((part) => part !== '');
