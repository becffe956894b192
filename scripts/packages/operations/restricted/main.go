// Command restricted judges rendered manifests by the Pod Security Standards, with the code that the
// API server's admission itself uses: level restricted, newest version. It reads a stream of YAML
// documents, prints a line for each pod or pod template, and exits with 1 if one is refused or if
// there was none.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

// What of a workload matters here: its own pod (kind Pod) or its template.
type workload struct {
	Kind     string            `json:"kind"`
	Metadata metav1.ObjectMeta `json:"metadata"`
	Spec     struct {
		corev1.PodSpec `json:",inline"`
		Template       *corev1.PodTemplateSpec `json:"template"`
		JobTemplate    *struct {
			Spec struct {
				Template corev1.PodTemplateSpec `json:"template"`
			} `json:"spec"`
		} `json:"jobTemplate"`
	} `json:"spec"`
}

func (w workload) pod() (metav1.ObjectMeta, corev1.PodSpec, bool) {
	switch {
	case w.Kind == "Pod":
		return w.Metadata, w.Spec.PodSpec, true
	case w.Spec.JobTemplate != nil:
		template := w.Spec.JobTemplate.Spec.Template
		return template.ObjectMeta, template.Spec, true
	case w.Spec.Template != nil:
		return w.Spec.Template.ObjectMeta, w.Spec.Template.Spec, true
	}
	return metav1.ObjectMeta{}, corev1.PodSpec{}, false
}

func judge(input io.Reader, evaluator policy.Evaluator) (pods, refused int, err error) {
	level := api.LevelVersion{Level: api.LevelRestricted, Version: api.LatestVersion()}
	documents := yaml.NewYAMLReader(bufio.NewReader(input))
	for {
		document, err := documents.Read()
		if errors.Is(err, io.EOF) {
			return pods, refused, nil
		}
		if err != nil {
			return pods, refused, err
		}
		var read workload
		// Scaling objects and others have a spec of another form; they have no pods.
		if err := yaml.Unmarshal(document, &read); err != nil {
			continue
		}
		metadata, spec, ok := read.pod()
		if !ok || len(spec.Containers) == 0 {
			continue
		}
		pods++
		name := read.Kind + "/" + read.Metadata.Name
		result := policy.AggregateCheckResults(evaluator.EvaluatePod(level, &metadata, &spec))
		if result.Allowed {
			fmt.Println(name + ": allowed")
			continue
		}
		refused++
		fmt.Println(name + ": refused: " + strings.TrimSpace(result.ForbiddenDetail()))
	}
}

func main() {
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks())
	if err != nil {
		fmt.Fprintln(os.Stderr, "restricted:", err)
		os.Exit(70)
	}
	pods, refused, err := judge(os.Stdin, evaluator)
	if err != nil {
		fmt.Fprintln(os.Stderr, "restricted:", err)
		os.Exit(65)
	}
	if pods == 0 || refused > 0 {
		os.Exit(1)
	}
}
