"""Public mail providers: an address there says nothing about a company."""

from __future__ import annotations

# The providers with the most users, by country of use; an address at one that is missing here is
# only taken for a company's, it never merges or reveals anything.
# fmt: off
PUBLIC = frozenset({
    "126.com", "163.com", "abv.bg", "aim.com", "alice.it", "aol.com", "att.net",
    "bellsouth.net", "bigpond.com", "bk.ru", "bluewin.ch", "bol.com.br", "btinternet.com",
    "centrum.cz", "charter.net", "comcast.net", "cox.net", "daum.net", "earthlink.net",
    "fastmail.com", "free.fr", "freenet.de", "gmail.com", "gmx.at", "gmx.ch", "gmx.com",
    "gmx.de", "gmx.net", "googlemail.com", "hanmail.net", "hey.com", "hispeed.ch",
    "hotmail.co.uk", "hotmail.com", "hotmail.de", "hotmail.fr", "icloud.com", "inbox.ru",
    "interia.pl", "kpnmail.nl", "laposte.net", "libero.it", "list.ru", "live.co.uk", "live.com",
    "mac.com", "mail.com", "mail.ru", "me.com", "msn.com", "naver.com", "ntlworld.com", "o2.pl",
    "onet.pl", "online.no", "optusnet.com.au", "orange.fr", "outlook.com", "outlook.de",
    "outlook.fr", "planet.nl", "pm.me", "proton.me", "protonmail.com", "qq.com",
    "rediffmail.com", "rocketmail.com", "rogers.com", "sbcglobal.net", "seznam.cz", "sfr.fr",
    "shaw.ca", "sina.com", "sky.com", "skynet.be", "sympatico.ca", "t-online.de",
    "talktalk.net", "telenet.be", "telia.com", "terra.com.br", "tiscali.it", "tuta.io",
    "tutanota.com", "ukr.net", "uol.com.br", "verizon.net", "virgilio.it", "virginmedia.com",
    "wanadoo.fr", "web.de", "wp.pl", "xtra.co.nz", "yahoo.co.jp", "yahoo.co.uk", "yahoo.com",
    "yahoo.de", "yahoo.fr", "yandex.com", "yandex.ru", "ymail.com", "ziggo.nl", "zoho.com",
})
# fmt: on


def is_public(domain: str) -> bool:
    """Whether a mail domain is a public provider's; an empty one counts as public."""
    return not domain or domain.lower() in PUBLIC
