package dev.flsys.packaging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Kubernetes objects as the classes of the API have them. */
record Manifests(List<HasMetadata> objects) {

    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of(
            "v1 ConfigMap", ConfigMap.class,
            "v1 Secret", Secret.class,
            "v1 Service", Service.class,
            "v1 PersistentVolumeClaim", PersistentVolumeClaim.class,
            "apps/v1 Deployment", Deployment.class,
            "apps/v1 StatefulSet", StatefulSet.class,
            "autoscaling/v2 HorizontalPodAutoscaler", HorizontalPodAutoscaler.class,
            "networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class,
            "policy/v1 PodDisruptionBudget", PodDisruptionBudget.class);

    private static final JsonMapper STRICT = strict();

    /** A workload: what has pods. */
    record Workload(
            String name,
            int replicas,
            LabelSelector selector,
            Map<String, String> labels,
            PodSpec pod,
            HasMetadata object) {

        boolean isChosenBy(Map<String, String> matchLabels) {
            return labels.entrySet().containsAll(matchLabels.entrySet());
        }

        Container container() {
            return pod.getContainers().get(0);
        }

        Optional<ContainerPort> port(String name) {
            return pod.getContainers().stream()
                    .flatMap(each -> each.getPorts().stream())
                    .filter(each -> name.equals(each.getName()))
                    .findFirst();
        }

        /** Whether it is the service itself, and not a program of Flower's. */
        boolean isService() {
            return container().getCommand().isEmpty();
        }
    }

    /**
     * @throws JsonProcessingException if a field does not exist, is given twice, or has another type than the API says
     */
    static Manifests parse(List<ObjectNode> nodes) throws JsonProcessingException {
        List<HasMetadata> objects = new ArrayList<>();
        for (JsonNode node : nodes) {
            String kind =
                    node.path("apiVersion").asText() + " " + node.path("kind").asText();
            if (!KINDS.containsKey(kind)) {
                throw new IllegalArgumentException("Not known here: " + kind);
            }
            objects.add(STRICT.treeToValue(node, KINDS.get(kind)));
        }
        return new Manifests(objects);
    }

    private static JsonMapper strict() {
        JsonMapper mapper = JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                // The classes would gather what they do not know in additionalProperties.
                .annotationIntrospector(new JacksonAnnotationIntrospector() {
                    @Override
                    public Boolean hasAnySetter(Annotated annotated) {
                        return false;
                    }
                })
                .build();
        for (CoercionInputShape shape :
                List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)) {
            mapper.coercionConfigFor(LogicalType.Textual).setCoercion(shape, CoercionAction.Fail);
        }
        return mapper;
    }

    <T extends HasMetadata> List<T> all(Class<T> kind) {
        return objects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    <T extends HasMetadata> Optional<T> find(Class<T> kind, String name) {
        return all(kind).stream()
                .filter(each -> each.getMetadata().getName().equals(name))
                .findFirst();
    }

    List<Workload> workloads() {
        Stream<Workload> deployments = all(Deployment.class).stream()
                .map(each -> new Workload(
                        each.getMetadata().getName(),
                        each.getSpec().getReplicas(),
                        each.getSpec().getSelector(),
                        each.getSpec().getTemplate().getMetadata().getLabels(),
                        each.getSpec().getTemplate().getSpec(),
                        each));
        Stream<Workload> sets = all(StatefulSet.class).stream()
                .map(each -> new Workload(
                        each.getMetadata().getName(),
                        each.getSpec().getReplicas(),
                        each.getSpec().getSelector(),
                        each.getSpec().getTemplate().getMetadata().getLabels(),
                        each.getSpec().getTemplate().getSpec(),
                        each));
        return Stream.concat(deployments, sets).toList();
    }

    List<Workload> chosenBy(Map<String, String> matchLabels) {
        return workloads().stream().filter(each -> each.isChosenBy(matchLabels)).toList();
    }

    Workload service() {
        return workloads().stream().filter(Workload::isService).findFirst().orElseThrow();
    }
}
