/** A source's problem without its address, which stands beside it: 'https://a.example/feed answered 404.' becomes 'Answered 404.' */
export function withoutAddress(problem: string, address: string): string {
  const rest = problem.startsWith(address) ? problem.slice(address.length).replace(/^[:\s]+/, '') : problem;
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}
