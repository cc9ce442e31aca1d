using 'main.bicep'

param apiClientId = '00000000-0000-0000-0000-000000000000'
param emailFrom = 'learning@example.com'
param sources = [
  { name: 'engineering-blog', address: 'https://example.com/engineering/feed.xml' }
  { name: 'lernblog', address: 'https://example.com/lernen/feed.xml', language: 'de' }
]
