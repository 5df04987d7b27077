package web

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// visitorOf gives the address that a request came from, to count by. A proxy in front
// of the desk writes it into X-Forwarded-For; that is believed of this machine itself
// and, where the desk has a public address, of its own network, for there the proxy
// stands. Anybody else could write there what they like. Of the list the last entry
// counts, as it is the only one the nearest proxy vouches for. Whoever has one address
// of IPv6 has the whole /64 around it. "" is this machine itself, which nobody counts.
// https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/X-Forwarded-For#security_and_privacy_concerns
func visitorOf(r *http.Request, behindProxy bool) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	peer, err := netip.ParseAddr(host)
	if err != nil {
		return "unknown"
	}
	peer = peer.Unmap()
	if peer.IsLoopback() || behindProxy && (peer.IsPrivate() || peer.IsLinkLocalUnicast()) {
		if told, ok := forwarded(r); ok {
			peer = told
		}
	}
	if peer.IsLoopback() {
		return ""
	}
	if peer.Is6() {
		if around, err := peer.WithZone("").Prefix(64); err == nil {
			return around.String()
		}
	}
	return peer.String()
}

// forwarded is the last address a proxy named.
func forwarded(r *http.Request) (netip.Addr, bool) {
	lists := r.Header.Values("X-Forwarded-For")
	if len(lists) == 0 {
		return netip.Addr{}, false
	}
	list := lists[len(lists)-1]
	last := strings.TrimSpace(list[strings.LastIndexByte(list, ',')+1:])
	if host, _, err := net.SplitHostPort(last); err == nil {
		last = host
	}
	addr, err := netip.ParseAddr(strings.Trim(last, "[]"))
	return addr.Unmap(), err == nil
}
