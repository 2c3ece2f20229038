// Verifies a log of truce with code that nobody of truce wrote: golang.org/x/mod/sumdb/note and tlog, which Go's own
// checksum database uses (Debian: golang-golang-x-mod-dev). Only what those packages do not know is here: the paths of
// C2SP tlog-tiles, entry bundles, and the cosignatures of witnesses.
//
//	verify_log -log VKEY [-witness VKEY]... [-quorum N] [-old CHECKPOINT]... FOLDER|URL
//
// It checks signatures, every entry against its tile and every tile against the root, inclusion of every 7th entry,
// consistency from about a thousand older sizes and from every checkpoint given with -old. Exit status 1 and one line
// on standard error if anything does not hold.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

var errMissing = errors.New("there is no such file")

// fetch reads a file of the log by its path relative to the prefix.
func fetch(place, path string) ([]byte, error) {
	if !strings.HasPrefix(place, "http://") {
		data, err := os.ReadFile(filepath.Join(place, filepath.FromSlash(path)))
		if errors.Is(err, os.ErrNotExist) {
			return nil, errMissing
		}
		return data, err
	}
	answer, err := http.Get(strings.TrimSuffix(place, "/") + "/" + path)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode == http.StatusNotFound {
		return nil, errMissing
	}
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", path, answer.Status)
	}
	return io.ReadAll(answer.Body)
}

// cosigner is a note.Verifier of C2SP cosignatures, type 0x04.
type cosigner struct {
	name string
	id   uint32
	key  ed25519.PublicKey
}

func (c *cosigner) Name() string    { return c.name }
func (c *cosigner) KeyHash() uint32 { return c.id }
func (c *cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	time := binary.BigEndian.Uint64(sig)
	signed := fmt.Sprintf("cosignature/v1\ntime %d\n%s", time, msg)
	return ed25519.Verify(c.key, []byte(signed), sig[8:])
}

func newCosigner(vkey string) (note.Verifier, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("a witness's key is not name+id+key")
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 1+ed25519.PublicKeySize || key[0] != 0x04 {
		return nil, errors.New("a witness's key is not of type 4")
	}
	hash := sha256.Sum256([]byte(parts[0] + "\n" + string(key)))
	id := binary.BigEndian.Uint32(hash[:4])
	if fmt.Sprintf("%08x", id) != parts[1] {
		return nil, errors.New("a witness's key does not have its id")
	}
	return &cosigner{parts[0], id, key[1:]}, nil
}

// tiles is a tlog.TileReader over C2SP's paths.
type tiles struct {
	place string
	known map[string][]byte
}

func (t *tiles) Height() int                         { return 8 }
func (t *tiles) SaveTiles(_ []tlog.Tile, _ [][]byte) {}
func (t *tiles) ReadTiles(ask []tlog.Tile) (out [][]byte, err error) {
	for _, tile := range ask {
		data, err := t.read(tile)
		if err != nil {
			return nil, err
		}
		out = append(out, data)
	}
	return out, nil
}

// path rewrites tile/8/L/N to tile/L/N.
func path(tile tlog.Tile) string { return strings.Replace(tile.Path(), "tile/8/", "tile/", 1) }

func (t *tiles) read(tile tlog.Tile) ([]byte, error) {
	name := path(tile)
	if data, ok := t.known[name]; ok {
		return data, nil
	}
	data, err := fetch(t.place, name)
	if err == errMissing && tile.W < 256 {
		whole := tile
		whole.W = 256
		if data, err = fetch(t.place, path(whole)); err == nil && len(data) == 256*32 {
			data = data[:tile.W*32]
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	t.known[name] = data
	return data, nil
}

// readBundle returns the entries of bundle n, of which the tree has width.
func readBundle(place string, n int64, width int) ([][]byte, error) {
	name := strings.Replace(path(tlog.Tile{H: 8, L: 0, N: n, W: width}), "tile/0/", "tile/entries/", 1)
	data, err := fetch(place, name)
	want := width
	if err == errMissing && width < 256 {
		name = strings.Replace(path(tlog.Tile{H: 8, L: 0, N: n, W: 256}), "tile/0/", "tile/entries/", 1)
		data, err = fetch(place, name)
		want = 256
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var entries [][]byte
	for len(data) > 0 {
		if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
			return nil, fmt.Errorf("%s: ends within an entry", name)
		}
		size := int(binary.BigEndian.Uint16(data))
		entries = append(entries, data[2:2+size])
		data = data[2+size:]
	}
	if len(entries) != want {
		return nil, fmt.Errorf("%s: %d entries, not %d", name, len(entries), want)
	}
	return entries[:width], nil
}

// parseCheckpoint reads origin, size and root.
func parseCheckpoint(text string) (origin string, tree tlog.Tree, err error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 4 || lines[3] != "" {
		return "", tree, errors.New("a checkpoint is not three lines")
	}
	tree.N, err = strconv.ParseInt(lines[1], 10, 64)
	if err != nil || lines[1] != strconv.FormatInt(tree.N, 10) || tree.N < 0 {
		return "", tree, errors.New("a checkpoint's size is not a decimal")
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return lines[0], tree, err
}

type flags []string

func (f *flags) String() string         { return strings.Join(*f, " ") }
func (f *flags) Set(value string) error { *f = append(*f, value); return nil }

type trust struct {
	log       note.Verifier
	verifiers note.Verifiers
	quorum    int
}

// open checks the signatures of a checkpoint.
func (t *trust) open(data []byte, quorum int) (tree tlog.Tree, err error) {
	opened, err := note.Open(data, t.verifiers)
	if err != nil {
		return tree, err
	}
	cosigned := map[string]bool{}
	bySelf := false
	for _, sig := range opened.Sigs {
		if sig.Name == t.log.Name() && sig.Hash == t.log.KeyHash() {
			bySelf = true
		} else {
			cosigned[sig.Name] = true
		}
	}
	if !bySelf {
		return tree, errors.New("not signed by the log")
	}
	if len(cosigned) < quorum {
		return tree, fmt.Errorf("cosigned by %d witnesses, not %d", len(cosigned), quorum)
	}
	origin, tree, err := parseCheckpoint(opened.Text)
	if err == nil && origin != t.log.Name() {
		err = errors.New("the origin is not the log's name")
	}
	return tree, err
}

// checkEntries compares every entry with its hash in the tiles, and the tree over all entries with the signed root. The
// second is needed: TileHashReader of x/mod 0.7.0 leaves some tiles unchecked (it counts the subtrees of the root where
// it should count their tiles), so an entry and its hash that were changed together pass the first.
func checkEntries(place string, tree tlog.Tree, reader tlog.HashReader) error {
	var stored []tlog.Hash
	fromEntries := tlog.HashReaderFunc(func(indexes []int64) (out []tlog.Hash, err error) {
		for _, index := range indexes {
			out = append(out, stored[index])
		}
		return out, nil
	})
	for n := int64(0); n*256 < tree.N; n++ {
		width := 256
		if tree.N-n*256 < 256 {
			width = int(tree.N - n*256)
		}
		entries, err := readBundle(place, n, width)
		if err != nil {
			return err
		}
		var indexes []int64
		for i := range entries {
			indexes = append(indexes, tlog.StoredHashIndex(0, n*256+int64(i)))
		}
		hashes, err := reader.ReadHashes(indexes)
		if err != nil {
			return err
		}
		for i, entry := range entries {
			index := n*256 + int64(i)
			if tlog.RecordHash(entry) != hashes[i] {
				return fmt.Errorf("entry %d does not hash to its tile", index)
			}
			more, err := tlog.StoredHashes(index, entry, fromEntries)
			if err != nil {
				return err
			}
			stored = append(stored, more...)
		}
	}
	root, err := tlog.TreeHash(tree.N, fromEntries)
	if err != nil {
		return err
	}
	if root != tree.Hash {
		return errors.New("the entries do not give the signed root")
	}
	return checkInclusion(tree, reader, stored)
}

// checkInclusion proves every 7th entry from the tiles.
func checkInclusion(tree tlog.Tree, reader tlog.HashReader, stored []tlog.Hash) error {
	for index := int64(0); index < tree.N; index += 7 {
		proof, err := tlog.ProveRecord(tree.N, index, reader)
		if err != nil {
			return err
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, stored[tlog.StoredHashIndex(0, index)]); err != nil {
			return fmt.Errorf("entry %d: %w", index, err)
		}
	}
	return nil
}

func checkConsistency(tree, old tlog.Tree, reader tlog.HashReader) error {
	if old.N > tree.N {
		return fmt.Errorf("the log had %d entries and has %d", old.N, tree.N)
	}
	if old.N == 0 {
		return nil
	}
	proof, err := tlog.ProveTree(tree.N, old.N, reader)
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash); err != nil {
		return fmt.Errorf("size %d does not continue size %d: %w", tree.N, old.N, err)
	}
	return nil
}

func run() error {
	logKey := flag.String("log", "", "vkey of the log")
	quorum := flag.Int("quorum", 0, "how many witnesses must have cosigned")
	var witnesses, olds flags
	flag.Var(&witnesses, "witness", "vkey of a witness")
	flag.Var(&olds, "old", "file with an older checkpoint")
	flag.Parse()
	if flag.NArg() != 1 {
		return errors.New("usage: verify_log -log VKEY [-witness VKEY]... [-quorum N] [-old CHECKPOINT]... FOLDER|URL")
	}
	place := flag.Arg(0)
	log, err := note.NewVerifier(*logKey)
	if err != nil {
		return err
	}
	list := []note.Verifier{log}
	for _, vkey := range witnesses {
		witness, err := newCosigner(vkey)
		if err != nil {
			return err
		}
		list = append(list, witness)
	}
	known := &trust{log, note.VerifierList(list...), *quorum}

	data, err := fetch(place, "checkpoint")
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	tree, err := known.open(data, *quorum)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	reader := tlog.TileHashReader(tree, &tiles{place, map[string][]byte{}})
	root, err := tlog.TreeHash(tree.N, reader)
	if err != nil {
		return err
	}
	if !bytes.Equal(root[:], tree.Hash[:]) {
		return errors.New("the tiles do not give the root")
	}
	if err := checkEntries(place, tree, reader); err != nil {
		return err
	}
	consistent := 0
	for _, file := range olds {
		data, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		old, err := known.open(data, 0)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if err := checkConsistency(tree, old, reader); err != nil {
			return err
		}
		consistent++
	}
	for size := int64(1); size <= tree.N; size += 1 + tree.N/1000 {
		root, err := tlog.TreeHash(size, reader)
		if err != nil {
			return err
		}
		if err := checkConsistency(tree, tlog.Tree{N: size, Hash: root}, reader); err != nil {
			return err
		}
		consistent++
	}
	fmt.Printf("%d entries, %d inclusion proofs, %d consistency proofs, %d verifiers\n", tree.N, (tree.N+6)/7, consistent, len(list))
	return nil
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "refused:", err)
		os.Exit(1)
	}
}
